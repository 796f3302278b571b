package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.FixedFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The fields of one request and of one response from one side to the other, as many as a browser and a Tomcat send. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardHeadersBenchmark {
    private final ForwardHeaders rules = new ForwardHeaders("edge", "X-Request-Id");
    private final ForwardHeaders.Origin origin = new ForwardHeaders.Origin(
            new ClientOrigin(
                    "192.0.2.1",
                    null,
                    false,
                    "shop.example",
                    80,
                    false,
                    FixedFields.of(List.of(
                            "X-Forwarded-For",
                            "192.0.2.1",
                            "X-Forwarded-Proto",
                            "http",
                            "X-Forwarded-Host",
                            "shop.example",
                            "X-Forwarded-Port",
                            "80"))),
            "shop.example",
            HttpVersion.HTTP_1_1,
            false,
            List.of(),
            "0123456789abcdef0123456789abcdef");
    private final MultiMap request = HttpHeaders.headers()
            .add("Host", "shop.example")
            .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
            .add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .add("Accept-Language", "en-US,en;q=0.5")
            .add("Accept-Encoding", "gzip, deflate, br, zstd")
            .add("Connection", "keep-alive")
            .add("Referer", "http://shop.example/app/list")
            .add("Cookie", "theme=dark; JSESSIONID=0123456789ABCDEF0123456789ABCDEF.node1; lang=en")
            .add("Upgrade-Insecure-Requests", "1")
            .add("Sec-Fetch-Dest", "document")
            .add("Sec-Fetch-Mode", "navigate")
            .add("Cache-Control", "max-age=0");
    private final MultiMap response = HttpHeaders.headers()
            .add("Server", "Apache-Coyote/1.1")
            .add("Date", "Sat, 21 Nov 2026 22:00:00 GMT")
            .add("Content-Type", "text/html;charset=UTF-8")
            .add("Content-Length", "1024")
            .add("Cache-Control", "no-cache, no-store")
            .add("Vary", "Accept-Encoding")
            .add("X-Frame-Options", "DENY")
            .add("Keep-Alive", "timeout=20")
            .add("Connection", "keep-alive");

    /** Twelve fields of a request, and those of the proxy. */
    @Benchmark
    public MultiMap toNode() {
        MultiMap to = HttpHeaders.headers();
        rules.toNode(request, to::add, origin);
        return to;
    }

    /** Nine fields of a response, and those of the proxy. */
    @Benchmark
    public MultiMap toClient() {
        MultiMap to = HttpHeaders.headers();
        rules.toClient(response, to, "0123456789abcdef0123456789abcdef");
        return to;
    }
}
