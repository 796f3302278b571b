package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A run of the benchmark: its plan, the backend, and where results go. */
final class Bench implements AutoCloseable {
    private final PeerPlan plan;
    private final PrintWriter out;
    private final Path folder;
    private final Path raw;
    private final int backendPort;
    private final Program backend;
    private final TestCertificates.Issued certificate;
    private final List<Figures> figures = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final Contestants fleet = new Contestants();
    private final WarmUp warmUp;
    private final long began = System.nanoTime();
    private boolean hasFailed;

    private Bench(PeerPlan plan, PrintWriter out, Path folder) throws IOException, GeneralSecurityException {
        this.plan = plan;
        this.out = out;
        this.folder = folder;
        this.raw = folder.resolve("raw.jsonl");
        this.warmUp = new WarmUp(plan.warmUp(), folder);
        this.certificate = new TestCertificates("bench").issue("localhost", "127.0.0.1");
        // ours refuses a key that everybody can read
        Files.setPosixFilePermissions(certificate.key(), PosixFilePermissions.fromString("rw-------"));
        this.backendPort = FreePorts.find(1).get(0);
        this.backend = NginxFiles.backend(folder, backendPort);
    }

    /** Starts the backend; raw data go to a new folder in that of the plan. */
    static Bench start(PeerPlan plan, PrintWriter out) throws IOException, GeneralSecurityException {
        return new Bench(plan, out, Files.createTempDirectory(Files.createDirectories(plan.out()), "run-"));
    }

    PeerPlan plan() {
        return plan;
    }

    Path folder() {
        return folder;
    }

    int backend() {
        return backendPort;
    }

    Program backendProgram() {
        return backend;
    }

    List<Figures> figures() {
        return List.copyOf(figures);
    }

    /** With the backend of static answers. */
    Setting setting() {
        return settingWith(backendPort);
    }

    /** With another backend. */
    Setting settingWith(int port) {
        return new Setting(folder, port, certificate, plan.threads(), plan.jvm());
    }

    /**
     * The proxies of the plan that are here, each with the backend as node {@link Contestants#NODE}. They stay for all suites
     * that ask for them, so that a JVM is warmed up once.
     */
    Contestants fleet() throws IOException {
        if (fleet.all().isEmpty()) {
            for (String name : plan.proxies()) {
                start(fleet, name, setting());
            }
            fleet.all().forEach(each -> Contestants.register(each, backendPort));
        }
        return fleet;
    }

    /** Ends the proxies of the fleet, for a suite that wants the machine for others. */
    void dismissFleet() {
        fleet.close();
    }

    /** Starts a proxy with a setting of its own, if it is here; nothing is registered. */
    void start(Contestants contestants, String name, Setting setting) throws IOException {
        boolean isJvm = PeerPlan.isUs(name)
                || Set.of(UndertowProxy.NAME, PipeProxy.NAME).contains(name);
        if (!isJvm && Program.find(name).isEmpty()) {
            say(name + ": not here");
            return;
        }
        contestants.add(() -> switch (name) {
            case NginxFiles.NAME -> NginxFiles.proxy(setting);
            case HaproxyProxy.NAME -> HaproxyProxy.start(setting);
            case UndertowProxy.NAME -> UndertowProxy.start(setting);
            case PipeProxy.NAME -> PipeProxy.start(setting);
            default -> plan.balancer(name).start(setting);
        });
    }

    WarmUp warmUp() {
        return warmUp;
    }

    /** Keeps one measurement. */
    void record(Figures measured) throws IOException {
        figures.add(measured);
        keep(measured.toJson());
    }

    /** Keeps one figure, and shows it at once. */
    void record(Fact fact) throws IOException {
        facts.add(fact);
        keep(fact.toJson());
        say(fact.toString());
    }

    /** Says why cases could not be measured. */
    void failed(String why) {
        hasFailed = true;
        say("FAILED " + why);
    }

    boolean hasFailed() {
        return hasFailed;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Shows what was measured of a case, and writes the table so far: a run that is ended early leaves that. */
    void progress(String benchCase) throws IOException {
        say("after " + seconds() + " s:");
        say(Table.of(figures.stream()
                .filter(each -> each.benchCase().equals(benchCase))
                .toList()));
        Files.writeString(folder.resolve("table.txt"), table());
    }

    /**
     * Prints the table, and adds it to {@code table.txt} of the folder of the plan; what a full run aims at, and its tables for
     * the manual, are beside it, those of others in the folder of the run.
     */
    void report() throws IOException {
        say(table());
        Files.writeString(
                plan.out().resolve("table.txt"), table(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        boolean isFull = plan.cases().contains(PeerPlan.FULL);
        Path results = isFull ? plan.out() : folder;
        Files.writeString(results.resolve("table.adoc"), ManualTables.of(figures));
        targets(results, isFull);
        say("after " + seconds() + " s");
        say("raw data: " + raw + ", tables of all runs: " + plan.out().resolve("table.txt"));
    }

    /** A full run says of all targets whether they are met, any other of those that it measured. */
    private void targets(Path results, boolean isFull) throws IOException {
        List<Target> targets = Targets.of(new Measured(figures, facts)).stream()
                .filter(each -> isFull || each.isKnown())
                .toList();
        if (targets.isEmpty()) {
            return;
        }
        String text = Targets.text(targets);
        say(text);
        Files.writeString(results.resolve("targets.txt"), text);
    }

    private long seconds() {
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    private String table() {
        String others = facts.stream().map(fact -> fact + "\n").collect(Collectors.joining());
        return String.join(" ", plan.cases()) + "\n" + (figures.isEmpty() ? "" : Table.of(figures)) + others + "\n";
    }

    private void keep(JsonObject line) throws IOException {
        Files.writeString(raw, line.encode() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        fleet.close();
        backend.close();
    }
}
