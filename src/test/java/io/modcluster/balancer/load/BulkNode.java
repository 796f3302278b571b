package io.modcluster.balancer.load;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modcluster.balancer.testkit.McmpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node for long bodies: {@code GET /app/N} answers N bytes, with Content-Length or with {@code ?chunked} in chunks; what is
 * sent to it is counted, and the count is the answer. A thread for each request.
 */
final class BulkNode implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "bulk-node");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private final AtomicLong sent = new AtomicLong();

    private BulkNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    static BulkNode start() throws IOException {
        // head and body are two writes, and the second would wait for the acknowledgement of the first
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return new BulkNode();
    }

    /** Registers it as {@code name} with the context {@code /app}. */
    BulkNode register(InetSocketAddress mcmp, String name) {
        McmpClient client = new McmpClient(mcmp);
        String config = "JVMRoute=" + name + "&Host=127.0.0.1&Type=http&Port="
                + server.getAddress().getPort();
        require(client.send("CONFIG", config), "200");
        require(client.send("ENABLE-APP", "JVMRoute=" + name + "&Alias=localhost&Context=/app"), "200");
        await("State=OK of " + name).pollDelay(Duration.ZERO).until(() -> client.send(
                        "STATUS", "JVMRoute=" + name + "&Load=50")
                .contains("State=OK"));
        return this;
    }

    private static void require(String answer, String expected) {
        if (!answer.contains(expected)) {
            throw new AssertionError(answer + " (expected: " + expected + ")");
        }
    }

    /** Bytes of bodies that the system has taken from it. */
    long sent() {
        return sent.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            long received = count(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            boolean bulk = path.matches("/app/[0-9]+");
            byte[] count = Long.toString(received).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            long length = bulk ? Long.parseLong(path.substring("/app/".length())) : count.length;
            boolean chunked = "chunked".equals(exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(200, chunked ? 0 : length);
            try (OutputStream out = exchange.getResponseBody()) {
                if (bulk) {
                    write(out, length);
                } else {
                    out.write(count);
                }
            }
        }
    }

    private static long count(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        long sum = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            sum += read;
        }
        return sum;
    }

    private void write(OutputStream out, long length) throws IOException {
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 'x');
        for (long left = length; left > 0; left -= PIECE) {
            int now = (int) Math.min(PIECE, left);
            out.write(piece, 0, now);
            sent.addAndGet(now);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
