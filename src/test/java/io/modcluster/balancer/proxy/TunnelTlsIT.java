package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withScheme;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.tls.TlsClient;
import io.modcluster.balancer.testkit.ws.Frames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A WebSocket with TLS in front of the balancer and behind it. */
@Timeout(60)
class TunnelTlsIT {
    private static final String HELLO = Frames.masked(Frames.TEXT, "hello");

    private final TestCertificates authority = new TestCertificates("site CA");
    private final AtomicInteger open = new AtomicInteger();

    TunnelTlsIT() throws Exception {}

    private int startNode(ProxyFixture proxy, Issued own) throws Exception {
        NetServer server = proxy.vertx()
                .createNetServer(new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(own.certificate().toString())
                                .addKeyPath(own.key().toString())));
        server.connectHandler(this::serve);
        return server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private void serve(NetSocket socket) {
        open.incrementAndGet();
        socket.closeHandler(closed -> open.decrementAndGet());
        socket.handler(request -> {
            socket.handler(socket::write);
            socket.write(Buffer.buffer(Frames.accepted(), "ISO-8859-1"));
        });
    }

    private static String read(InputStream in, int count) throws Exception {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    @Test
    void bytes_go_through_and_the_goodbye_is_heard() throws Exception {
        try (ProxyFixture proxy = new ProxyFixture()) {
            int port = startNode(proxy, authority.issue("127.0.0.1"));
            proxy.put(node("n", port, config -> withScheme(config, Scheme.WSS)));
            Issued own = authority.issue("localhost");
            Files.setPosixFilePermissions(own.key(), PosixFilePermissions.fromString("rw-------"));
            proxy.traffic.setConnectTimeout(Duration.ofSeconds(10));
            proxy.options.getNodeTls().setTrust(authority.authority().toString());
            proxy.options
                    .getTls()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setCertificates(List.of(new TlsCertificate(
                            own.certificate().toString(), own.key().toString())));
            proxy.start();
            try (SSLSocket client =
                    TlsClient.anonymous().connect(proxy.tlsPort(), "localhost", "TLSv1.3", "http/1.1")) {
                client.setSoTimeout(5000);
                String request = Frames.request("/") + "\r\n" + HELLO;
                client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                InputStream in = client.getInputStream();
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append(read(in, 1));
                }
                assertThat(head).startsWith("HTTP/1.1 101 ");
                // what came with the head has gone through, and a megabyte behind it
                assertThat(read(in, HELLO.length())).isEqualTo(HELLO);
                String much = Frames.masked(Frames.BINARY, "x".repeat(1 << 18));
                client.getOutputStream().write(much.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(read(in, much.length())).isEqualTo(much);

                proxy.undeploy();
                assertThat(read(in, 4)).isEqualTo(Frames.frame(Frames.CLOSE, "\u0003\u00e9"));
                assertThat(in.read()).isNegative();
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(open).hasValue(0));
        }
    }

    @Test
    void a_node_that_is_not_trusted_gets_no_upgrade() throws Exception {
        try (ProxyFixture proxy = new ProxyFixture()) {
            int port = startNode(proxy, new TestCertificates("another CA").issue("127.0.0.1"));
            proxy.put(node("n", port, config -> withScheme(config, Scheme.WSS)));
            proxy.traffic.setConnectTimeout(Duration.ofSeconds(10));
            proxy.options.getNodeTls().setTrust(authority.authority().toString());
            proxy.start();
            RawHttp.Response refused = proxy.ask(Frames.request("/") + "\r\n");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(open).hasValue(0);
        }
    }
}
