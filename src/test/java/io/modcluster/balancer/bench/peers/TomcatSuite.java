package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tomcat behind ours, Undertow's and httpd, over HTTP and over AJP: 13 bytes. */
final class TomcatSuite implements Suite {
    private static final String HTTP = "tomcat-http";
    private static final String AJP = "tomcat-ajp";
    private static final String HTTP_NODE = "http1";
    private static final String AJP_NODE = "ajp1";

    private final int connections;

    TomcatSuite(int connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> cases() {
        return Set.of(HTTP, AJP);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        List<LoadCase> cases = new ArrayList<>();
        if (wanted.contains(HTTP)) {
            cases.add(new LoadCase(HTTP, Wrk.path("/http/x", connections)));
        }
        if (wanted.contains(AJP)) {
            cases.add(new LoadCase(AJP, Wrk.path("/ajp/x", connections)));
        }
        List<Integer> ports = FreePorts.find(2);
        try (Program tomcat = tomcat(bench.folder(), ports).waitFor(ports.get(1));
                Contestants contestants = bench.balancers(bench.setting())) {
            for (Contestant contestant : contestants.all()) {
                register(contestant, HTTP_NODE, ports.get(0), "http");
                register(contestant, AJP_NODE, ports.get(1), "ajp");
            }
            if (HttpdProxy.find().isPresent()) {
                contestants.add(() -> HttpdProxy.start(bench.setting(), ports.get(0), ports.get(1)));
            } else {
                bench.say(HttpdProxy.NAME + ": not here");
            }
            new Rounds(bench, HTTP_NODE, AJP_NODE).run(cases, contestants);
        }
    }

    private static void register(Contestant contestant, String route, int port, String type) {
        Contestants.config(contestant, route, "127.0.0.1", port, type);
        Contestants.enable(contestant, route, "/" + type);
        Contestants.alive(contestant, route);
    }

    private static Program tomcat(Path folder, List<Integer> ports) throws IOException {
        return Program.start(
                "tomcat",
                folder,
                List.of(
                        Program.java(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TomcatMain.class.getName(),
                        ports.get(0).toString(),
                        ports.get(1).toString(),
                        Files.createDirectories(folder.resolve("tomcat")).toString()));
    }
}
