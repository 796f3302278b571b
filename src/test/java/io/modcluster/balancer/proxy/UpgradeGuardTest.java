package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.UpgradeOptions;
import io.modcluster.balancer.proxy.UpgradeGuard.Wanted;
import io.modcluster.balancer.testkit.ws.Frames;
import io.modcluster.balancer.transport.Upgrade;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeGuardTest {
    private final UpgradeGuard guard = new UpgradeGuard(List.of("websocket", "vnc"));
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap()
            .add("Connection", "keep-alive, UPGRADE")
            .add("Upgrade", "WebSocket")
            .add("Sec-WebSocket-Version", "13")
            .add("Sec-WebSocket-Key", Frames.KEY);

    private UpgradeGuard.Asked judge(HttpMethod method, HttpVersion version) {
        return guard.judge(method, version, headers);
    }

    @Test
    void a_websocket_is_wanted_as_the_client_spells_it() {
        assertThat(judge(HttpMethod.GET, HttpVersion.HTTP_1_1))
                .isEqualTo(new Wanted(new Upgrade("WebSocket", Frames.KEY)));
        headers.set("Content-Length", "0").set("Upgrade", "h2c").add("Upgrade", "foo, websocket");
        assertThat(judge(HttpMethod.GET, HttpVersion.HTTP_1_1))
                .isEqualTo(new Wanted(new Upgrade("websocket", Frames.KEY)));
    }

    @Test
    void what_cannot_be_upgraded_is_an_ordinary_request() {
        assertThat(judge(HttpMethod.GET, HttpVersion.HTTP_1_0)).isEqualTo(UpgradeGuard.NOTHING);
        assertThat(judge(HttpMethod.GET, HttpVersion.HTTP_2)).isEqualTo(UpgradeGuard.NOTHING);
        assertThat(judge(HttpMethod.POST, HttpVersion.HTTP_1_1)).isEqualTo(UpgradeGuard.NOTHING);
        assertThat(judge(HttpMethod.HEAD, HttpVersion.HTTP_1_1)).isEqualTo(UpgradeGuard.NOTHING);
        headers.set("Transfer-Encoding", "chunked");
        assertThat(judge(HttpMethod.GET, HttpVersion.HTTP_1_1)).isEqualTo(UpgradeGuard.NOTHING);
        headers.remove("Transfer-Encoding").set("Connection", "upgraded");
        assertThat(judge(HttpMethod.GET, HttpVersion.HTTP_1_1)).isEqualTo(UpgradeGuard.NOTHING);
    }

    @Test
    void other_protocols_need_no_key_and_take_any_method_but_head() {
        headers.set("Upgrade", "vnc").remove("Sec-WebSocket-Key");
        assertThat(judge(HttpMethod.OPTIONS, HttpVersion.HTTP_1_1)).isEqualTo(new Wanted(new Upgrade("vnc", null)));
        assertThat(judge(HttpMethod.HEAD, HttpVersion.HTTP_1_1)).isEqualTo(UpgradeGuard.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "H2C", "HTTP/2.0", "*", "web socket", "a/b/c", ""})
    void some_protocols_cannot_be_let_through(String token) {
        assertThatThrownBy(() -> new UpgradeOptions(new JsonObject().put("tokens", new JsonArray().add(token))))
                .isInstanceOf(OptionsProblems.class)
                .hasMessageContaining("but not h2c");
    }
}
