package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tomcat behind ours, Undertow's and httpd, over HTTP, over AJP, and over AJP with packets of 64 KiB ({@code large}): 13 bytes,
 * 100 KiB, a POST of 100 KiB.
 */
final class TomcatSuite implements Suite {
    /** Of node, context and case. */
    private static final List<String> CONNECTORS = List.of("http", "ajp", "large");

    private static final int POSTED = 100 * 1024;

    private final Map<String, Load> loads = new LinkedHashMap<>();

    TomcatSuite(int connections) {
        for (String connector : List.of("http", "ajp")) {
            String path = "/" + connector + "/";
            loads.put("tomcat-" + connector, Wrk.path(path + "x", connections));
            loads.put("tomcat-" + connector + "-100k", Wrk.path(path + Payload.KIB_100.file(), connections));
        }
        for (String connector : CONNECTORS) {
            Wrk post = new Wrk(Front.HTTP, "/" + connector + "/x", 1, POSTED, connections, "");
            loads.put("tomcat-" + connector + "-post", connector.equals("http") ? post : new AjpPost(post));
        }
    }

    /** Not for Undertow's: over AJP it answered none of these (2.4.4). */
    private record AjpPost(Wrk wrk) implements Load {
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

    @SuppressWarnings("try") // the Tomcat has only to be there
    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        List<LoadCase> cases = loads.entrySet().stream()
                .filter(each -> wanted.contains(each.getKey()))
                .map(each -> new LoadCase(each.getKey(), each.getValue()))
                .toList();
        List<Integer> ports = FreePorts.find(CONNECTORS.size());
        try (Program tomcat = tomcat(bench.folder(), ports).waitFor(ports.get(2));
                Contestants others = new Contestants()) {
            List<Contestant> all = new ArrayList<>(bench.fleet().balancers());
            for (Contestant contestant : all) {
                for (int i = 0; i < CONNECTORS.size(); i++) {
                    register(contestant, CONNECTORS.get(i), ports.get(i), i == 0 ? "http" : "ajp");
                }
            }
            if (HttpdProxy.find().isPresent()) {
                others.add(() -> HttpdProxy.start(bench.setting(), ports.get(0), ports.get(1), ports.get(2)));
            } else {
                bench.say(HttpdProxy.NAME + ": not here");
            }
            all.addAll(others.all());
            new Rounds(bench, CONNECTORS.toArray(String[]::new)).run(cases, all);
            for (Contestant balancer : bench.fleet().balancers()) {
                CONNECTORS.forEach(route -> Contestants.remove(balancer, route));
            }
        }
    }

    private static void register(Contestant contestant, String route, int port, String type) {
        Contestants.config(contestant, route, "127.0.0.1", port, type);
        Contestants.enable(contestant, route, "/" + route);
        Contestants.alive(contestant, route);
    }

    private static Program tomcat(Path folder, List<Integer> ports) throws IOException {
        return Program.startJvm(
                "tomcat",
                folder,
                List.of(
                        "-Xmx256m",
                        "-cp",
                        Program.classPath(),
                        TomcatMain.class.getName(),
                        ports.get(0).toString(),
                        ports.get(1).toString(),
                        ports.get(2).toString(),
                        Files.createDirectories(folder.resolve("tomcat")).toString()));
    }
}
