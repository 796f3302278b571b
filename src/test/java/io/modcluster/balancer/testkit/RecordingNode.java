package io.modcluster.balancer.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An HTTP/1.1 node that keeps every request exactly as it was framed, and answers as told; without a script with 200 and its
 * own name. It shares no code with the balancer's HTTP stack: what this parser sees is what a node would have seen, so a
 * smuggled request shows up as one request too many, and an ambiguous one among the {@link #violations()}.
 *
 * <p>One thread per connection; all methods may be called from any thread.
 */
public final class RecordingNode implements AutoCloseable {
    private final String name;
    private final WireServer server;
    private final List<WireMessage> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private volatile Function<WireMessage, Answer> script;

    private RecordingNode(String name, int port) throws IOException {
        this.name = name;
        this.script = any -> Answer.ok(name);
        this.server = WireServer.start(name, port, this::serve);
    }

    /** Starts one on an ephemeral port of 127.0.0.1. */
    public static RecordingNode start(String name) throws IOException {
        return new RecordingNode(name, 0);
    }

    /** Starts one on the port of one that has ended. */
    public static RecordingNode start(String name, int port) throws IOException {
        return new RecordingNode(name, port);
    }

    /** The name it answers with. */
    public String name() {
        return name;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** The port it listens on. */
    public int port() {
        return server.address().getPort();
    }

    /** Answers every request so from now on, unless one of {@link #answerNext} is waiting. */
    public RecordingNode answer(Function<WireMessage, Answer> newScript) {
        script = newScript;
        return this;
    }

    /** Answers the next requests so, in this order, on whatever connection they come. */
    public RecordingNode answerNext(Answer... answers) {
        next.addAll(List.of(answers));
        return this;
    }

    /** All complete requests so far, without the probes. */
    public List<WireMessage> requests() {
        return List.copyOf(requests);
    }

    /** How many {@code OPTIONS *} it has answered: the balancer's health check, kept out of the script and the list. */
    public int probes() {
        return probes.get();
    }

    /** What was not well-formed: such a request gets 400 and its connection is closed. */
    public List<String> violations() {
        return server.violations();
    }

    /** Connections that the balancer ended in the middle of a request, or with a reset. */
    public int brokenConnections() {
        return server.brokenConnections();
    }

    /** Connections accepted since the start. */
    public int connections() {
        return server.connections();
    }

    /** Connections open now. */
    public int openConnections() {
        return server.openConnections();
    }

    /** Cuts all open connections, as a node that crashed and came back would. */
    public void closeConnections() {
        server.closeConnections();
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(Socket socket, WireReader reader) throws IOException {
        try {
            boolean open = true;
            while (open) {
                var head = reader.requestHead();
                if (head.isEmpty()) {
                    return;
                }
                if (head.get().values("Expect").stream().anyMatch("100-continue"::equalsIgnoreCase)) {
                    send(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                }
                WireMessage request = reader.requestBody(head.get());
                open = answerTo(request).perform(socket, server.stopped())
                        && request.values("Connection").stream().noneMatch("close"::equalsIgnoreCase);
            }
        } catch (WireViolation violation) {
            send(socket, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            throw violation;
        }
    }

    private Answer answerTo(WireMessage request) {
        if (request.method().equals("OPTIONS") && request.target().equals("*")) {
            probes.incrementAndGet();
            return Answer.ok("");
        }
        requests.add(request);
        Answer answer = Objects.requireNonNullElseGet(next.poll(), () -> script.apply(request));
        return request.method().equals("HEAD") ? withoutBody(answer) : answer;
    }

    private static Answer withoutBody(Answer answer) {
        int end = answer.bytes().indexOf("\r\n\r\n");
        return end < 0 ? answer : new Answer(answer.delay(), answer.bytes().substring(0, end + 4), answer.after());
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
