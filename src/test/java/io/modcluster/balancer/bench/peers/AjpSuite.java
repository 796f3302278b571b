package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AJP to a Tomcat: ours beside ours over HTTP to the same Tomcat, Undertow's, and httpd's mod_proxy_ajp. The cases that begin
 * with {@code ajp64} are with packets of 64 KiB, which both sides have to be told; the others with those of 8 KiB, as nobody
 * tells them anything.
 */
final class AjpSuite implements Suite {
    /** Ours with HTTP to the node: what AJP is compared with. */
    private static final String OVER_HTTP = "us-http";

    private static final String LARGE = "ajp64";
    private static final int SMALL_PACKET = 8 * 1024;
    private static final int LARGE_PACKET = 64 * 1024;
    private static final int POSTED = 100 * 1024;

    private final Map<String, Load> loads = new LinkedHashMap<>();

    AjpSuite(int connections) {
        loads.put("ajp", Wrk.get(Front.HTTP, Payload.BYTES_13, connections));
        loads.put("ajp-100k", Wrk.get(Front.HTTP, Payload.KIB_100, connections));
        loads.put("ajp-post", new Post(new Wrk(Front.HTTP, "/app/post", POSTED, connections, "")));
        loads.put(LARGE + "-100k", Wrk.get(Front.HTTP, Payload.KIB_100, connections));
        loads.put(LARGE + "-post", new Post(new Wrk(Front.HTTP, "/app/post", POSTED, connections, "")));
    }

    /** Not for Undertow's: over AJP it answered none of these (2.4.4). */
    private record Post(Wrk wrk) implements Load {
        @Override
        public String tool() {
            return wrk.tool();
        }

        @Override
        public boolean fits(Contestant contestant) {
            return !contestant.name().equals(UndertowProxy.NAME) && wrk.fits(contestant);
        }

        @Override
        public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
            return wrk.run(contestant, time, folder);
        }
    }

    @Override
    public Set<String> cases() {
        return loads.keySet();
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        List<Integer> ports = FreePorts.find(3);
        try (Program tomcat = tomcat(bench.folder(), ports)) {
            tomcat.waitFor(ports.get(2));
            run(bench, cases(wanted, false), ports.get(0), ports.get(1), SMALL_PACKET);
            run(bench, cases(wanted, true), ports.get(0), ports.get(2), LARGE_PACKET);
        }
    }

    private List<LoadCase> cases(Set<String> wanted, boolean large) {
        return loads.entrySet().stream()
                .filter(each -> wanted.contains(each.getKey()) && each.getKey().startsWith(LARGE) == large)
                .map(each -> new LoadCase(each.getKey(), each.getValue()))
                .toList();
    }

    private static Program tomcat(Path folder, List<Integer> ports) throws IOException {
        return Program.start(
                "tomcat",
                folder,
                List.of(
                        Program.java(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TomcatMain.class.getName(),
                        ports.get(0).toString(),
                        ports.get(1).toString(),
                        ports.get(2).toString(),
                        folder.resolve("tomcat").toAbsolutePath().toString()));
    }

    private static void run(Bench bench, List<LoadCase> cases, int http, int ajp, int packetSize) throws Exception {
        if (cases.isEmpty()) {
            return;
        }
        Setting setting = bench.settingWith(ajp);
        try (Contestants contestants = new Contestants()) {
            for (String name : bench.plan().proxies()) {
                if (PeerPlan.isUs(name)) {
                    BalancerProxy ours = bench.plan().balancer(name).with(packets(packetSize));
                    register(contestants.add(() -> ours.start(setting)), "ajp", ajp);
                } else if (name.equals(UndertowProxy.NAME)) {
                    register(contestants.add(() -> UndertowProxy.start(setting)), "ajp", ajp);
                }
            }
            BalancerProxy ours = bench.plan().balancer(BalancerProxy.NAME).named(OVER_HTTP);
            register(contestants.add(() -> ours.start(setting)), "http", http);
            if (HttpdProxy.modules().isPresent()) {
                contestants.add(() -> HttpdProxy.start(setting, packetSize));
            } else {
                bench.say(HttpdProxy.NAME + ": not here, or without mod_proxy_ajp");
            }
            new Rounds(bench).run(cases, contestants);
        }
    }

    private static Map<String, String> packets(int size) {
        return size == SMALL_PACKET ? Map.of() : Map.of("ajp.packet-size", Integer.toString(size));
    }

    private static void register(Contestant contestant, String type, int port) {
        String route = "JVMRoute=" + Contestants.NODE;
        Contestants.mcmp(contestant, "CONFIG", route + "&Host=127.0.0.1&Port=" + port + "&Type=" + type);
        Contestants.mcmp(contestant, "ENABLE-APP", route + "&Alias=localhost&Context=/app");
        Contestants.alive(contestant, Contestants.NODE);
    }
}
