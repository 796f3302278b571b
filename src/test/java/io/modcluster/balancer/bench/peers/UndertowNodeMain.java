package io.modcluster.balancer.bench.peers;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An Undertow as node, which answers 13 bytes and reads what is posted; arguments: ports of HTTP and of AJP. */
final class UndertowNodeMain {
    private static final String NAME = "undertow-node";
    private static final int THREADS = 100;
    private static final int IO_THREADS = 1;
    private static final int BLOCK = 8 * 1024;
    private static final byte[] ANSWER = "Hello, World!".getBytes(StandardCharsets.ISO_8859_1);

    private UndertowNodeMain() {}

    /** In a JVM of its own. */
    static Program start(Path folder, Map<NodeConnector, Integer> ports) throws IOException {
        return Program.startJvm(
                NAME,
                folder,
                List.of(
                        "-Xmx256m",
                        "-Dio.undertow.ajp.REQUIRE_AJP_SECRET=false",
                        "-cp",
                        Program.classPath(),
                        UndertowNodeMain.class.getName(),
                        String.valueOf(ports.get(NodeConnector.HTTP)),
                        String.valueOf(ports.get(NodeConnector.AJP))));
    }

    /** Runs until the JVM ends. */
    public static void main(String... arguments) {
        BlockingHandler application = new BlockingHandler(UndertowNodeMain::answer);
        Undertow.builder()
                .setIoThreads(IO_THREADS)
                .setWorkerThreads(THREADS)
                .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1", application)
                .addAjpListener(Integer.parseInt(arguments[1]), "127.0.0.1", application)
                .build()
                .start();
    }

    /** As an application of servlets does. */
    private static void answer(HttpServerExchange exchange) throws IOException {
        InputStream in = exchange.getInputStream();
        byte[] block = new byte[BLOCK];
        long count = 0;
        int read = in.read(block);
        while (read >= 0) {
            count += read;
            read = in.read(block);
        }
        // who posts less than it says does less work
        if (count != Math.max(0, exchange.getRequestContentLength())) {
            exchange.setStatusCode(StatusCodes.BAD_REQUEST);
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, ANSWER.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(ANSWER));
    }
}
