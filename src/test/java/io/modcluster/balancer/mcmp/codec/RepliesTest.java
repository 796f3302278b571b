package io.modcluster.balancer.mcmp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.JvmRoute;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepliesTest {
    private static final JvmRoute N1 = new JvmRoute("n1");

    private static ContextKey row(String alias, String path) {
        return new ContextKey(new Alias(alias), new ContextPath(path));
    }

    @Test
    void app_replies_list_the_contexts_of_each_alias() {
        assertThat(Replies.app(
                        McmpMethod.ENABLE_APP,
                        N1,
                        List.of(row("localhost", "/a"), row("localhost", "/b"), row("example.com", "/a"))))
                .isEqualTo(
                        McmpReply.text(
                                """
                        Type=ENABLE-APP-RSP
                        JvmRoute=n1
                        Alias=localhost Contexts=/a,/b

                        Alias=example.com Contexts=/a

                        """));
        assertThat(Replies.app(McmpMethod.REMOVE_APP, N1, List.of()).body())
                .isEqualTo("Type=REMOVE-APP-RSP\nJvmRoute=n1\n");
    }

    @Test
    void stop_app_counts_requests_on_one_line() {
        assertThat(Replies.stopApp(N1, List.of(row("a", "/x&Requests=0"), row("b", "/x&Requests=0"), row("b", "/y")), 3)
                        .body())
                .isEqualTo("Type=STOP-APP-RSP&JvmRoute=n1&Alias=a,b&Context=/x%26Requests%3D0,/y&Requests=3\n");
    }

    @Test
    void status_and_ping_are_pairs() {
        assertThat(Replies.status(N1, true, 7).body()).isEqualTo("Type=STATUS-RSP&JVMRoute=n1&State=OK&id=7\n");
        assertThat(Replies.ping(new JvmRoute("a&b"), false, 7).body())
                .isEqualTo("Type=PING-RSP&JVMRoute=a%26b&State=NOTOK&id=7\n");
        assertThat(Replies.ping(true, 7).body()).isEqualTo("Type=PING-RSP&State=OK&id=7\n");
    }

    @Test
    void version_names_the_protocol() {
        assertThat(Replies.version(false))
                .isEqualTo(McmpReply.text("release: mod_proxy_cluster/2.0.0.Final, protocol: 0.2.1\n"));
        assertThat(Replies.version(true).body())
                .isEqualTo(
                        "<?xml version=\"1.0\" standalone=\"yes\" ?>\n<version><release>mod_proxy_cluster/2.0.0.Final"
                                + "</release><protocol>0.2.1</protocol></version>\n");
    }

    @Test
    void answers_are_ascii() {
        assertThat(WireText.line("/é\t\u007f&<")).isEqualTo("/%C3%A9%09%7F&<");
        assertThat(WireText.xml("<é\n>&\"'~")).isEqualTo("&#60;&#233;&#10;&#62;&amp;&#34;&#39;~");
    }
}
