package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.testkit.ajp.AjpBytes.END;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.PONG;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.body;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a node is asked by CPING, and what follows. */
class AjpPingIT {
    private final AjpNodes nodes = new AjpNodes();

    @AfterEach
    void stop() throws Exception {
        nodes.close();
    }

    @Test
    void a_connection_is_asked_when_it_is_new_and_when_it_was_idle_but_not_in_between() throws Exception {
        FakeAjpNode node = nodes.fake(FakeAjpNode.saying("ok"));
        ProxyFixture proxy = nodes.proxyTo(node).start();

        for (int i = 0; i < 5; i++) {
            assertThat(proxy.get("/").body()).isEqualTo("ok");
        }
        assertThat(node.pings()).isEqualTo(1);
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        assertThat(proxy.get("/").body()).isEqualTo("ok");

        assertThat(node.pings()).isEqualTo(2);
        assertThat(node.connections()).isEqualTo(1);
    }

    @Test
    @DisplayName("D-07 a node that does not answer CPING in time is passed over, and a late CPONG answers nothing")
    void a_node_that_does_not_answer_cping() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        FakeAjpNode silent = nodes.fake(FakeAjpNode.saying("late"));
        silent.onPing(connection -> {
            AjpNodes.awaitQuietly(late);
            connection.send(PONG + head(200, "", "Content-Length: 4") + body("EVIL") + END);
        });
        FakeAjpNode good = nodes.fake(FakeAjpNode.saying("good"));
        ProxyFixture proxy = nodes.proxyTo(silent, good).start();

        for (int i = 0; i < 4; i++) {
            assertThat(proxy.get("/").body()).isEqualTo("good");
        }
        late.countDown();
        for (int i = 0; i < 4; i++) {
            assertThat(proxy.get("/").body()).isEqualTo("good");
        }
        await().untilAsserted(() -> assertThat(proxy.failures()).isNotEmpty());
        assertThat(proxy.failures())
                .allSatisfy(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_FAILED));
    }

    @Test
    @DisplayName("D-07 a CPONG with more behind it is none")
    void a_pong_with_more_behind_it() throws Exception {
        FakeAjpNode evil = nodes.fake(FakeAjpNode.saying("evil"));
        evil.onPing(connection -> connection.send(PONG + "AB"));
        FakeAjpNode good = nodes.fake(FakeAjpNode.saying("good"));
        ProxyFixture proxy = nodes.proxyTo(evil, good).start();

        for (int i = 0; i < 4; i++) {
            assertThat(proxy.get("/").body()).isEqualTo("good");
        }
        assertThat(evil.requests()).isEmpty();
    }
}
