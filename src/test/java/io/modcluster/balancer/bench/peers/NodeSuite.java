package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A real node behind ours, Undertow's and httpd, and without a proxy, over HTTP and over AJP: answers of 13 bytes and of 100
 * KiB, POSTs of 100 KiB as fast as they are answered and so many a second. The CPU of the node is counted, too.
 */
final class NodeSuite implements Suite {
    static final String TOMCAT = "tomcat";
    static final String UNDERTOW = "undertow";

    /** POSTs a second: fewer than any of them can. */
    static final int RATE = 1000;

    private final List<NodeConnector> connectors;
    private final List<NodeCase> cases;
    private final Starter starter;
    private final int connections;

    private NodeSuite(List<NodeConnector> connectors, List<NodeCase> cases, Starter starter, int connections) {
        this.connectors = connectors;
        this.cases = cases;
        this.starter = starter;
        this.connections = connections;
    }

    /** Starts the server. */
    private interface Starter {
        Program start(Path folder, Map<NodeConnector, Integer> ports) throws IOException;
    }

    /** Tomcat; over AJP with packets of 8 KiB and, for POST, of 64 KiB. */
    static NodeSuite tomcat(int connections) {
        List<NodeCase> cases = new ArrayList<>();
        for (NodeConnector connector : List.of(NodeConnector.HTTP, NodeConnector.AJP)) {
            cases.add(NodeCase.small(TOMCAT, connector));
            cases.add(NodeCase.large(TOMCAT, connector));
        }
        for (NodeConnector connector : NodeConnector.values()) {
            cases.add(NodeCase.post(TOMCAT, connector));
            cases.add(NodeCase.post(TOMCAT, connector).at(RATE));
        }
        return new NodeSuite(List.of(NodeConnector.values()), cases, TomcatMain::start, connections);
    }

    /** Undertow, which is in WildFly: it asks for the next packet of a body before the application wants it. */
    static NodeSuite undertow(int connections) {
        List<NodeCase> cases = new ArrayList<>();
        for (NodeConnector connector : List.of(NodeConnector.HTTP, NodeConnector.AJP)) {
            cases.add(NodeCase.post(UNDERTOW, connector));
            cases.add(NodeCase.post(UNDERTOW, connector).at(RATE));
        }
        return new NodeSuite(
                List.of(NodeConnector.HTTP, NodeConnector.AJP), cases, UndertowNodeMain::start, connections);
    }

    @Override
    public Set<String> cases() {
        Set<String> names = new LinkedHashSet<>();
        cases.forEach(each -> names.add(each.name()));
        return names;
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        List<Integer> free = FreePorts.find(connectors.size());
        Map<NodeConnector, Integer> ports = new EnumMap<>(NodeConnector.class);
        for (int i = 0; i < free.size(); i++) {
            ports.put(connectors.get(i), free.get(i));
        }
        try (Program node = starter.start(bench.folder(), ports);
                Contestants others = new Contestants()) {
            for (int port : free) {
                node.waitFor(port);
            }
            List<Contestant> all = new ArrayList<>(bench.fleet().balancers());
            all.forEach(contestant -> ports.forEach((connector, port) -> register(contestant, connector, port)));
            if (HttpdProxy.find().isPresent()) {
                others.add(() -> HttpdProxy.start(bench.setting(), ports));
            } else {
                bench.say(HttpdProxy.NAME + ": not here");
            }
            all.addAll(others.all());
            all.add(new Contestant(RawLoad.NAME, node, Map.of(), OptionalInt.empty(), true));
            String[] routes = connectors.stream().map(NodeConnector::route).toArray(String[]::new);
            new Rounds(bench, routes).watching(node).run(loads(wanted, ports), all);
        } finally {
            for (Contestant balancer : bench.fleet().balancers()) {
                connectors.forEach(each -> Contestants.remove(balancer, each.route()));
            }
        }
    }

    private List<LoadCase> loads(Set<String> wanted, Map<NodeConnector, Integer> ports) {
        return cases.stream()
                .filter(each -> wanted.contains(each.name()))
                .map(each -> each.load(ports.getOrDefault(each.connector(), 0), connections))
                .toList();
    }

    private static void register(Contestant contestant, NodeConnector connector, int port) {
        Contestants.config(contestant, connector.route(), "127.0.0.1", port, connector.type());
        Contestants.enable(contestant, connector.route(), "/" + connector.route());
        Contestants.alive(contestant, connector.route());
    }
}
