package io.modcluster.balancer.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a node and a real balancer's MCMP port: passes both directions on byte for byte, records every exchange, and
 * can answer in the balancer's place, cut the cable, or turn to another balancer while the node keeps its address.
 *
 * <p>MCMP clients send one command at a time, so a connection is served strictly in turns. All methods may be called from
 * any thread.
 */
public final class McmpRelay implements AutoCloseable {

    /** A command and what the node got for it. */
    public record Exchange(WireMessage command, String answer, boolean injected) {}

    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final AnswerScript injections = new AnswerScript();
    private final WireServer server;
    private volatile InetSocketAddress balancer;
    private volatile boolean cut;

    private McmpRelay(InetSocketAddress balancer) throws IOException {
        this.balancer = balancer;
        this.server = WireServer.start("mcmp-relay", this::serve);
    }

    /** Starts one on an ephemeral port of 127.0.0.1, in front of this balancer. */
    public static McmpRelay to(InetSocketAddress balancer) throws IOException {
        return new McmpRelay(balancer);
    }

    /** Where nodes register. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Answers the next commands with this method so, instead of asking the balancer, which never sees them. */
    public McmpRelay answerNext(String method, Answer... answers) {
        injections.add(method, answers);
        return this;
    }

    /** Turns to another balancer: connections are cut, new ones go there. */
    public void redirect(InetSocketAddress other) {
        balancer = other;
        server.closeConnections();
    }

    /** Cuts the cable: every connection is closed, and every new one at once, until {@link #mend()}. */
    public void cut() {
        cut = true;
        server.closeConnections();
    }

    /** Ends {@link #cut()}. */
    public void mend() {
        cut = false;
    }

    /** Every answered command, in the order of the answers. */
    public List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** The commands of {@link #exchanges()} as {@link WireMessage#summary()} texts. */
    public List<String> summaries() {
        return exchanges.stream().map(exchange -> exchange.command().summary()).toList();
    }

    /** Messages of the node that were not well-formed. */
    public List<String> violations() {
        return server.violations();
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(Socket node, WireReader commands) throws IOException {
        if (cut) {
            return;
        }
        try (Socket upstream = new Socket(balancer.getAddress(), balancer.getPort())) {
            upstream.setTcpNoDelay(true);
            WireReader answers = new WireReader(new BufferedInputStream(upstream.getInputStream()), 0);
            boolean open = true;
            while (open) {
                var head = commands.requestHead();
                if (head.isEmpty()) {
                    return;
                }
                open = exchange(commands.requestBody(head.get()), node, upstream, answers);
            }
        }
    }

    private boolean exchange(WireMessage command, Socket node, Socket upstream, WireReader answers) throws IOException {
        var injected = injections.next(command.method());
        if (injected.isPresent()) {
            exchanges.add(new Exchange(command, injected.get().bytes(), true));
            return injected.get().perform(node, server.stopped());
        }
        send(upstream, command.wire());
        var head = answers.responseHead();
        if (head.isEmpty()) {
            return false;
        }
        WireMessage answer = answers.responseBody(head.get());
        exchanges.add(new Exchange(command, answer.wire(), false));
        send(node, answer.wire());
        return answer.values("Connection").stream().noneMatch("close"::equalsIgnoreCase);
    }

    private static void send(Socket socket, String bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
