package io.modcluster.balancer.testkit.container;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Undertow with an AJP listener, as in WildFly and JBoss EAP. */
public final class UndertowContainer implements Container {
    /** Undertow has one secret for all AJP listeners of a process, from a system property, and wants one by default. */
    public static final String SECRET = "undertow-s3cret";

    private static final String PREFIX = "/app";

    private final ConformancePages pages = new ConformancePages();
    private final Undertow undertow;
    private final Logger logger = Logger.getLogger("io.undertow");

    private UndertowContainer() {
        logger.setLevel(Level.OFF);
        System.setProperty("io.undertow.ajp.AJP_SECRET", SECRET);
        undertow = Undertow.builder()
                .addAjpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setWorkerThreads(120)
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                // 2 MiB by default
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(new BlockingHandler(exchange -> pages.serve(new Call(exchange))))
                .build();
        undertow.start();
    }

    /** With an AJP listener that wants {@link #SECRET}. */
    public static UndertowContainer ajp() {
        return new UndertowContainer();
    }

    @Override
    public String type() {
        return "ajp";
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public ConformancePages pages() {
        return pages;
    }

    @Override
    public void close() {
        undertow.stop();
    }

    @Override
    public String toString() {
        return "ajp-undertow";
    }

    private record Call(HttpServerExchange exchange) implements WebCall {
        @Override
        public String path() {
            String path = exchange.getRequestPath();
            return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
        }

        @Override
        public long number(String name) {
            return Numbers.of(exchange.getQueryString(), name);
        }

        @Override
        public String facts() {
            InetSocketAddress source = exchange.getSourceAddress();
            StringBuilder text = new StringBuilder();
            text.append("method ").append(exchange.getRequestMethod()).append('\n');
            text.append("uri ").append(exchange.getRequestURI()).append('\n');
            text.append("query ").append(exchange.getQueryString()).append('\n');
            text.append("remote ").append(source.getAddress().getHostAddress()).append('\n');
            text.append("remote-port ").append(source.getPort()).append('\n');
            text.append("scheme ").append(exchange.getRequestScheme()).append('\n');
            text.append("secure ").append(exchange.isSecure()).append('\n');
            text.append("server ").append(exchange.getHostName());
            text.append(':').append(exchange.getHostPort()).append('\n');
            for (HeaderValues values : exchange.getRequestHeaders()) {
                for (String value : values) {
                    text.append("header ")
                            .append(values.getHeaderName())
                            .append(": ")
                            .append(value)
                            .append('\n');
                }
            }
            return text.toString();
        }

        @Override
        public InputStream in() {
            return exchange.getInputStream();
        }

        @Override
        public void status(int code) {
            exchange.setStatusCode(code);
        }

        @Override
        public void header(String name, String value) {
            exchange.getResponseHeaders().add(new HttpString(name), value);
        }

        @Override
        public void length(long length) {
            exchange.setResponseContentLength(length);
        }

        @Override
        public OutputStream out() {
            return exchange.getOutputStream();
        }
    }
}
