package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.options.TrafficOptions;
import io.modcluster.balancer.proxy.edge.codec.HeaderLines;
import io.modcluster.balancer.proxy.edge.codec.Protocol;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A request head of twelve fields: from bytes to fields, and what the guard then costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StrictEdgeBenchmark {
    private static final String HEAD = String.join(
            "\r\n",
            "GET /app/list?page=2&sort=name HTTP/1.1",
            "Host: shop.example",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Referer: http://shop.example/app/list",
            "Cookie: theme=dark; JSESSIONID=0123456789ABCDEF0123456789ABCDEF.node1; lang=en",
            "Upgrade-Insecure-Requests: 1",
            "Sec-Fetch-Dest: document",
            "Sec-Fetch-Mode: navigate",
            "Cache-Control: max-age=0",
            "",
            "");

    private final ByteBuf head =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(HEAD.getBytes(StandardCharsets.US_ASCII)));
    private final EmbeddedChannel strict = new EmbeddedChannel(new StrictRequestDecoder(EdgeServer.LIMITS, 128 * 1024));
    private final RequestGuard guard = new RequestGuard(new TrafficOptions().getEncodedSlashes());
    private final List<String> hosts = List.of("shop.example");
    private final HeaderLines lines = new Fields(HttpHeaders.headers()
            .add("Host", "shop.example")
            .add("Accept", "*/*")
            .add("Cookie", "theme=dark; JSESSIONID=0123456789ABCDEF0123456789ABCDEF.node1; lang=en")
            .add("Connection", "keep-alive"));

    private record Fields(MultiMap fields) implements HeaderLines {
        @Override
        public boolean has(String name) {
            return fields.contains(name);
        }

        @Override
        public List<String> all(String name) {
            return fields.getAll(name);
        }
    }

    /** Bytes to fields. */
    @Benchmark
    public Object decode() {
        strict.writeInbound(head.duplicate());
        Object request = strict.readInbound();
        ReferenceCountUtil.release(strict.readInbound());
        return request;
    }

    /** What the guard says of it, its path included. */
    @Benchmark
    public Verdict guard() {
        return guard.check("GET", "/app/list?page=2&sort=name", Protocol.HTTP_1_1, hosts, lines);
    }

    /** The same, with a path that has to be decoded to be matched. */
    @Benchmark
    public Verdict guardOfEncodedPath() {
        return guard.check("GET", "/app/a%20list/%C3%A9t%C3%A9?page=2", Protocol.HTTP_1_1, hosts, lines);
    }

    /** Closes the channel. */
    @TearDown
    public void close() {
        strict.close().syncUninterruptibly();
    }
}
