package io.modcluster.balancer.bench;

import static io.modcluster.balancer.testkit.ajp.AjpBytes.END;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.body;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.bytes;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.head;

import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.modcluster.balancer.transport.ajp.codec.AjpReplyDecoder;
import io.modcluster.balancer.transport.ajp.codec.ClientFacts;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What AJP costs for one request: putting its head into a packet, and taking a response out of its packets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AjpCodecBenchmark {
    private static final int PACKET_SIZE = 8192;
    private static final int PIECES = 3;

    private final MultiMap headers = HttpHeaders.headers()
            .add("Host", "shop.example.com")
            .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .add("Accept-Language", "en-US,en;q=0.5")
            .add("Accept-Encoding", "gzip, deflate, br")
            .add("Referer", "https://shop.example.com/shop/list?page=2")
            .add("Cookie", "theme=dark; JSESSIONID=0123456789ABCDEF0123456789ABCDEF.node1")
            .add("X-Forwarded-For", "203.0.113.7")
            .add("X-Forwarded-Proto", "https")
            .add("X-Forwarded-Host", "shop.example.com")
            .add("X-Forwarded-Port", "443")
            .add("Via", "1.1 balancer");

    private final ClientFacts client = ClientFacts.of("203.0.113.7", 51_234, "192.0.2.1");
    private final ForwardRequest request = new ForwardRequest(PACKET_SIZE, "node1", "a-secret");

    private final ByteBuf response = Unpooled.copiedBuffer(bytes(head(
                    200,
                    "200",
                    "@A001: text/html;charset=UTF-8",
                    "@A003: " + PIECES * 8000,
                    "@A007: JSESSIONID=0123456789ABCDEF0123456789ABCDEF.node1; Path=/shop; HttpOnly",
                    "Cache-Control: no-store",
                    "Vary: accept-encoding")
            + body("x".repeat(8000)).repeat(PIECES)
            + END));
    private final AjpReplyDecoder decoder = new AjpReplyDecoder();

    /** FORWARD_REQUEST of a browser's request with twelve header lines. */
    @Benchmark
    public int encodeRequest() {
        request.begin("GET", "/shop/item?id=4711", client, "shop.example.com", 443, null);
        headers.forEach((name, value) -> request.add(name, value));
        ByteBuf packet = request.end(0, PooledByteBufAllocator.DEFAULT);
        int length = packet.readableBytes();
        packet.release();
        return length;
    }

    /** SEND_HEADERS, three pieces of a body of 8,000 bytes and END_RESPONSE, which come in one go. */
    @Benchmark
    public int decodeResponse() {
        decoder.requested();
        decoder.feed(response.retainedDuplicate());
        int seen = 0;
        for (AjpReply reply = decoder.next(); reply != null; reply = decoder.next()) {
            seen++;
            if (reply instanceof AjpReply.Body body) {
                body.data().release();
            }
        }
        return seen;
    }
}
