package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp2;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import io.modcluster.balancer.testkit.tls.TlsClient;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of HTTP/2 that are closed when all is said: what was said arrives, whatever the client says meanwhile. */
@SuppressWarnings("try") // a client that leaves is what is tested
class Http2GoodbyeIT {
    /** More than a system keeps for a client that does not read, less than it keeps for both ends. */
    private static final int LENGTH = 1 << 20;

    private static final int WINDOW = 1 << 22;

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()));
        proxy.options.getHttp2().setClearText(true).setClearTextPort(0);
        Issued shop = new TestCertificates("test authority").issue("*.example");
        Files.setPosixFilePermissions(shop.key(), PosixFilePermissions.fromString("rw-------"));
        proxy.options
                .getTls()
                .setHost("127.0.0.1")
                .setPort(0)
                .setCertificates(List.of(new TlsCertificate(
                        shop.certificate().toString(), shop.key().toString())));
        proxy.start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
    }

    private Socket connect(boolean tls) throws IOException {
        return tls
                ? TlsClient.anonymous().connect(proxy.tlsPort(), "shop.example", "", "h2")
                : new Socket(InetAddress.getLoopbackAddress(), proxy.clearTextPort());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_answer_on_its_way_when_the_proxy_stops_arrives_though_the_client_gives_back_window(boolean tls)
            throws Exception {
        node.answer(any -> Answer.ok("x".repeat(LENGTH)));
        CountDownLatch reads = new CountDownLatch(1);
        try (Socket socket = connect(tls);
                RawHttp2 client = RawHttp2.over(new ReadsLater(socket, reads)).begin(WINDOW)) {
            client.window(0, WINDOW).get(1, "/");
            await().atMost(ProxyFixture.SOON).until(() -> node.requests().size() == 1);
            proxy.assertCountersAtRest();
            Future<Void> stopped = proxy.stop();
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            reads.countDown();
            RawHttp2.Reply reply = client.reply(1, ProxyFixture.SOON);
            assertThat(reply.ended()).isTrue();
            assertThat(reply.body()).hasSize(LENGTH);
            assertThat(client.goAway(ProxyFixture.SOON)).isZero();
            assertThat(client.isClosedWithin(ProxyFixture.SOON)).isTrue();
            socket.close();
            await().atMost(ProxyFixture.SOON).until(stopped::isComplete);
        }
    }

    @Test
    void a_client_that_goes_on_talking_after_the_end_is_cut_off() throws Exception {
        try (Socket socket = connect(false);
                RawHttp2 client = RawHttp2.over(socket).begin(WINDOW)) {
            client.get(1, "/");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            Future<Void> stopped = proxy.stop();
            assertThat(client.isClosedWithin(ProxyFixture.SOON)).as("its end").isTrue();
            assertThat(stopped.isComplete()).as("ours is still open").isFalse();
            byte[] piece = new byte[64 * 1024];
            for (int i = 0; i < 32; i++) {
                client.send(piece);
            }
            await().atMost(ProxyFixture.SOON).until(stopped::isComplete);
        }
    }

    @Test
    @Tag("long")
    void a_stop_waits_for_no_client_that_stays_silent() throws Exception {
        try (Socket socket = connect(false);
                RawHttp2 client = RawHttp2.over(socket).begin(WINDOW)) {
            client.get(1, "/");
            assertThat(client.reply(1, ProxyFixture.SOON).status()).isEqualTo(200);
            Future<Void> stopped = proxy.stop();
            await().atMost(Duration.ofSeconds(20)).until(stopped::isComplete);
            assertThat(client.isClosedWithin(ProxyFixture.SOON)).isTrue();
        }
    }

    /** The same connection, from which nothing is read until it is allowed. */
    private static final class ReadsLater extends Socket {
        private final Socket socket;
        private final CountDownLatch allowed;

        ReadsLater(Socket socket, CountDownLatch allowed) {
            this.socket = socket;
            this.allowed = allowed;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            try {
                allowed.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            return socket.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public synchronized void close() throws IOException {
            allowed.countDown();
            socket.close();
        }
    }
}
