package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The proxies of a comparison, all of them running. */
final class Contestants implements AutoCloseable {
    /** The route of the one node that most cases have. */
    static final String NODE = "n1";

    private final List<Contestant> all = new ArrayList<>();

    /** Starts a proxy and has it in the comparison. */
    interface Starter {
        Contestant start() throws IOException;
    }

    Contestant add(Starter starter) throws IOException {
        Contestant contestant = starter.start();
        all.add(contestant);
        return contestant;
    }

    List<Contestant> all() {
        return List.copyOf(all);
    }

    /** Those that take MCMP. */
    List<Contestant> balancers() {
        return all.stream().filter(each -> each.mcmp().isPresent()).toList();
    }

    /** Registers the backend with a proxy that takes MCMP. */
    static void register(Contestant contestant, int backend) {
        config(contestant, NODE, backend);
        enable(contestant, NODE, "/app");
        alive(contestant, NODE);
    }

    static void config(Contestant contestant, String route, int backend) {
        config(contestant, route, "127.0.0.1", backend, "http");
    }

    static void config(Contestant contestant, String route, String host, int port, String type) {
        mcmp(
                contestant,
                "CONFIG",
                "JVMRoute=" + route + "&Host=" + host + "&Port=" + port + "&Type=" + type + "&Maxattempts=1");
    }

    /** One command for all contexts; Undertow's takes a list for one context with commas in its name (2.4.4). */
    static void enable(Contestant contestant, String route, List<String> contexts) {
        boolean isSingle = contestant.name().equals(UndertowProxy.NAME);
        List<String> commands = isSingle ? contexts : List.of(String.join(",", contexts));
        commands.forEach(
                each -> mcmp(contestant, "ENABLE-APP", "JVMRoute=" + route + "&Alias=localhost&Context=" + each));
    }

    static void enable(Contestant contestant, String route, String context) {
        enable(contestant, route, List.of(context));
    }

    /** What nodes say every ten seconds. */
    static void alive(Contestant contestant, String route) {
        mcmp(contestant, "STATUS", "JVMRoute=" + route + "&Load=100");
    }

    /** The node is no more. */
    static void remove(Contestant contestant, String route) {
        mcmp(contestant, "REMOVE-APP", "/*", "JVMRoute=" + route);
    }

    static void mcmp(Contestant contestant, String command, String body) {
        mcmp(contestant, command, "/", body);
    }

    private static void mcmp(Contestant contestant, String command, String target, String body) {
        if (contestant.mcmp().isEmpty()) {
            return;
        }
        RawHttp.Response answer = new McmpClient(contestant.mcmp().getAsInt()).exchange(command, target, body, "");
        if (answer.status() != 200) {
            throw new IllegalStateException(contestant.name() + " to " + command + " " + body + ": " + answer);
        }
    }

    @Override
    public void close() {
        all.forEach(Contestant::close);
        all.clear();
    }
}
