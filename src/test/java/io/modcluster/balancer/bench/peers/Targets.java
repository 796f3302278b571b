package io.modcluster.balancer.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What issues 8 (fast) and 6 (AJP) aim at, held against a run. */
final class Targets {
    private static final int FAST = 8;
    private static final int AJP = 6;

    private static final String US = BalancerProxy.NAME;

    /** What the first pipe on Vert.x allocated for a request, to be halved. */
    private static final double FIRST_ALLOCATED = 10_700;

    /** AJP may be worse than HTTP by this share. */
    private static final double TENTH = 0.1;

    private final Measured run;
    private final List<Target> all = new ArrayList<>();

    private Targets(Measured run) {
        this.run = run;
    }

    /** All of them, also those that a run does not tell. */
    static List<Target> of(Measured run) {
        Targets targets = new Targets(run);
        targets.besidePeers();
        targets.ofTables();
        targets.ofMemory();
        targets.besideHttp(NodeSuite.TOMCAT, "", NodeConnector.AJP);
        targets.besideHttp(NodeSuite.TOMCAT, "-100k", NodeConnector.AJP);
        targets.besideHttp(NodeSuite.TOMCAT, "-post", NodeConnector.AJP);
        targets.besideHttp(NodeSuite.TOMCAT, "-post", NodeConnector.LARGE);
        targets.atRate(NodeSuite.TOMCAT, NodeConnector.AJP);
        targets.atRate(NodeSuite.TOMCAT, NodeConnector.LARGE);
        targets.besideHttp(NodeSuite.UNDERTOW, "-post", NodeConnector.AJP);
        targets.atRate(NodeSuite.UNDERTOW, NodeConnector.AJP);
        targets.besideHttpd();
        return List.copyOf(targets.all);
    }

    /** A line for each, and how many are met. */
    static String text(List<Target> targets) {
        long known = targets.stream().filter(Target::isKnown).count();
        long met = targets.stream().filter(Target::isMet).count();
        return targets.stream().map(each -> each + "\n").collect(Collectors.joining()) + met + " of " + known
                + " targets met, " + (targets.size() - known) + " not measured\n";
    }

    private void besidePeers() {
        List<String> both = run.cases(US).stream()
                .filter(run.cases(UndertowProxy.NAME)::contains)
                .toList();
        if (both.isEmpty()) {
            cpu("13b", UndertowProxy.NAME, 1);
        }
        both.forEach(each -> cpu(each, UndertowProxy.NAME, 1));
        cpu("13b", NginxFiles.NAME, 1.25);
        cpu("post", NginxFiles.NAME, 1.25);
        for (String large : List.of("100k", "1m")) {
            cpu(large, NginxFiles.NAME, 1);
            cpu(large, HaproxyProxy.NAME, 1.25);
        }
        double p99 = run.p99("rate", US) / run.p99("rate", UndertowProxy.NAME);
        all.add(Target.atMost(FAST, "p99 of rate, of undertow's", p99, 1));
    }

    private void cpu(String benchCase, String peer, double bound) {
        double ratio = run.cpu(benchCase, US) / run.cpu(benchCase, peer);
        int issue = peer.equals(HttpdProxy.NAME) ? AJP : FAST;
        all.add(Target.atMost(issue, "CPU of " + benchCase + ", of " + peer + "'s", ratio, bound)
                .with(scatter(benchCase, peer)));
    }

    /** The smallest and the largest ratio of a round, where they are on both sides. */
    private String scatter(String benchCase, String peer) {
        Ratios ratios = Ratios.of(rounds(benchCase, US), rounds(benchCase, peer));
        return ratios.isKnown() ? String.format(Locale.ROOT, "rounds %.2f to %.2f", ratios.min(), ratios.max()) : "";
    }

    private List<Figures> rounds(String benchCase, String proxy) {
        return run.figures().stream()
                .filter(each ->
                        each.benchCase().equals(benchCase) && each.proxy().equals(proxy))
                .toList();
    }

    private void ofTables() {
        large("10000-one", "10-one", "one path");
        large("10000-wide", "10-any", "any of 10,000 paths of one node");
        large("10000-any", "10-any", "each request to another of 1,000 nodes");
    }

    private void large(String large, String small, String remark) {
        double percent = run.fact(TableSuite.NAME, US, TableSuite.compared(large, small));
        all.add(Target.atMost(FAST, "CPU of " + large + ", of that of " + small, percent / 100, 1.05)
                .with(remark));
    }

    private void ofMemory() {
        all.add(Target.atMost(FAST, "KiB of an idle connection", run.fact(IdleSuite.NAME, US, IdleSuite.FOR_EACH), 15));
        all.add(Target.atMost(
                FAST, "kB allocated by a request", run.allocated("13b", US) / 1000, FIRST_ALLOCATED / 2 / 1000));
    }

    /** CPU, throughput, and throughput as a share of what node and protocol reach without a proxy. */
    private void besideHttp(String server, String what, NodeConnector ajp) {
        String byAjp = server + "-" + ajp.route() + what;
        String byHttp = server + "-" + NodeConnector.HTTP.route() + what;
        cpuBesideHttp(byAjp, byHttp);
        double raw = run.perSecond(byAjp, RawLoad.NAME) / run.perSecond(byHttp, RawLoad.NAME);
        double ours = run.perSecond(byAjp, US) / run.perSecond(byHttp, US);
        String without = Double.isNaN(raw) ? "" : String.format(Locale.ROOT, "without a proxy %.2f", raw);
        all.add(Target.atLeast(AJP, "requests a second of " + byAjp + ", of " + byHttp, ours, 1 - TENTH)
                .with(without));
        all.add(Target.atLeast(
                AJP, "share of raw of " + byAjp + ", of that share of " + byHttp, ours / raw, 1 - TENTH));
    }

    private void atRate(String server, NodeConnector ajp) {
        String byAjp = server + "-" + ajp.route() + "-post-rate";
        String byHttp = server + "-" + NodeConnector.HTTP.route() + "-post-rate";
        double ratio = run.cpu(byAjp, US) / run.cpu(byHttp, US);
        all.add(Target.atMost(AJP, "CPU of " + byAjp + ", of " + byHttp, ratio, 1 + TENTH));
    }

    private void cpuBesideHttp(String byAjp, String byHttp) {
        double ours = run.cpu(byAjp, US);
        double http = run.cpu(byHttp, US);
        double raw = run.cpu(byAjp, RawLoad.NAME);
        double rawHttp = run.cpu(byHttp, RawLoad.NAME);
        String without = Double.isNaN(raw) ? "" : String.format(Locale.ROOT, "of the raw client %.2f", raw / rawHttp);
        all.add(Target.atMost(AJP, "CPU of " + byAjp + ", of " + byHttp, ours / http, 1 + TENTH)
                .with(without));
        // no sender of AJP does without what the raw one, which does nothing else, takes more than over HTTP
        double floor = http + Math.max(0, raw - rawHttp);
        all.add(Target.atMost(
                AJP, "CPU of " + byAjp + ", of " + byHttp + " and what raw takes more", ours / floor, 1 + TENTH));
    }

    private void besideHttpd() {
        List<String> byAjp = run.cases(HttpdProxy.NAME).stream()
                .filter(each -> each.contains("-" + NodeConnector.AJP.route())
                        || each.contains("-" + NodeConnector.LARGE.route()))
                .toList();
        if (byAjp.isEmpty()) {
            cpu(NodeSuite.TOMCAT + "-" + NodeConnector.AJP.route(), HttpdProxy.NAME, 1);
        }
        byAjp.forEach(each -> cpu(each, HttpdProxy.NAME, 1));
    }
}
