package io.modcluster.balancer.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An MCMP server that knows nothing: it records what a node says and answers from a script, without a script with the least
 * that keeps a node content (an empty INFO, STATUS OK, no requests in flight). All methods may be called from any thread.
 */
public final class ScriptedBalancer implements AutoCloseable {
    private final List<WireMessage> messages = new CopyOnWriteArrayList<>();
    private final AnswerScript script = new AnswerScript();
    private final WireServer server;

    private ScriptedBalancer() throws IOException {
        server = WireServer.start("scripted-balancer", this::serve);
    }

    /** Starts one on an ephemeral port of 127.0.0.1. */
    public static ScriptedBalancer start() throws IOException {
        return new ScriptedBalancer();
    }

    /** Where nodes register. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Answers the next requests with this method so, in this order. */
    public ScriptedBalancer answerNext(String method, Answer... answers) {
        script.add(method, answers);
        return this;
    }

    /** Every message received, in order of arrival. */
    public List<WireMessage> messages() {
        return List.copyOf(messages);
    }

    /** The same as {@link WireMessage#summary()} texts. */
    public List<String> summaries() {
        return messages.stream().map(WireMessage::summary).toList();
    }

    /** Messages that were not well-formed. */
    public List<String> violations() {
        return server.violations();
    }

    /** Connections accepted since the start. */
    public int connections() {
        return server.connections();
    }

    /** Connections open now. */
    public int openConnections() {
        return server.openConnections();
    }

    /** Cuts all open connections. */
    public void closeConnections() {
        server.closeConnections();
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(Socket socket, WireReader reader) throws IOException {
        boolean open = true;
        while (open) {
            var head = reader.requestHead();
            if (head.isEmpty()) {
                return;
            }
            WireMessage message = reader.requestBody(head.get());
            messages.add(message);
            open = script.next(message.method())
                    .orElseGet(() -> contented(message))
                    .perform(socket, server.stopped());
        }
    }

    private static Answer contented(WireMessage message) {
        Map<String, String> fields = fields(message.body());
        String route = fields.getOrDefault("JVMRoute", "");
        return switch (message.method()) {
            case "STATUS" -> Answer.ok("Type=STATUS-RSP&JVMRoute=" + route + "&State=OK&id=1\n");
            case "STOP-APP" -> Answer.ok(stopped(message.body(), 0));
            default -> Answer.ok("");
        };
    }

    /** The body of a STOP-APP answer to this message, with this many requests still in flight. */
    public static String stopped(String body, int requests) {
        Map<String, String> fields = fields(body);
        return "Type=STOP-APP-RSP&JvmRoute=" + fields.getOrDefault("JVMRoute", "") + "&Alias="
                + fields.getOrDefault("Alias", "") + "&Context=" + fields.getOrDefault("Context", "") + "&Requests="
                + requests + "\n";
    }

    private static Map<String, String> fields(String body) {
        return Arrays.stream(body.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8), (first, last) -> last));
    }
}
