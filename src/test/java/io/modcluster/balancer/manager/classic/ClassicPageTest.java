package io.modcluster.balancer.manager.classic;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.manager.api.MemberReports;
import io.modcluster.balancer.manager.api.Snapshot;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I-01: what nodes say is text on the page, and nothing else. */
class ClassicPageTest {
    private static String page(@Nullable String token, Node... nodes) {
        RegistryView view = new RegistryView(
                1,
                ScriptedStamps.START_MICROS,
                Arrays.stream(nodes).collect(Collectors.toMap(Node::route, Function.identity())),
                Intents.EMPTY,
                Set.of());
        return new ClassicPage("name/1.2.3.X", new MemberReports(List.of()), (route, path) -> 0, token)
                .of(new Snapshot(view, new Reachability(Map.of())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"><script>alert(1)</script>",
                "'><img src=x onerror=alert(1)>",
                "a&Cmd=STOP-APP&JVMRoute=n2",
                "a&amp;b",
                "</pre></form><form action=//evil>",
                "a\r\nSet-Cookie: x",
                "\u001b[31mred\u0000",
                "\u202egnp.exe",
                "\u200bzero",
                "\uD83D\uDE00 four bytes",
                "\uD800 half"
            })
    void I_01_hostile_names_render_as_text(String name) {
        String path = "/" + name;
        String harmless = page(
                "0123",
                aNode("n1")
                        .lbGroup("g")
                        .context("h", "/p", ContextStatus.ENABLED)
                        .build());
        String hostile = page(
                "0123",
                aNode(name)
                        .lbGroup(name)
                        .context(name, path, ContextStatus.ENABLED)
                        .build());

        assertThat(elements(hostile)).as(hostile).isEqualTo(elements(harmless));
        assertThat(hostile.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
        assertThat(hostile).doesNotContain("\u202e", "\u200b", "&Cmd=STOP-APP");
        // each button is about the node, whatever its name looks like
        assertThat(hostile).doesNotContainPattern("value=\"[^\"]*JVMRoute=n2");
    }

    /** Names of all tags, in order. */
    private static List<String> elements(String html) {
        return Pattern.compile("<(/?[a-z0-9]+)")
                .matcher(html)
                .results()
                .map(tag -> tag.group(1))
                .toList();
    }

    @Test
    void scripts_find_what_they_look_for() {
        String page = page(
                "0123",
                aNode("n1")
                        .at("http", "127.0.0.1", 18201)
                        .lbGroup("dA")
                        .context("localhost", "/app", ContextStatus.ENABLED)
                        .build());
        assertThat(page)
                .contains("<h1>name/1.2.3.X</h1>")
                .contains("Node n1 (http://127.0.0.1:18201): ")
                .contains("Balancer: mycluster,LBGroup: dA,Flushpackets: Off,Flushwait: 10000,Ping: 10000000,Smax: -1,"
                        + "Ttl: 60000000,Status: OK,Elected: 0,Read: 0,Transferred: 0,Connected: 0,Load: 50")
                .contains("/app, Status: ENABLED Request: 0 ")
                .contains("Cmd=DISABLE-APP&amp;Range=CONTEXT&amp;JVMRoute=n1&amp;Alias=localhost&amp;Context=%2Fapp");
        assertThat(page(null)).doesNotContain("Node").doesNotContain("<form");
    }

    @Test
    void who_may_not_change_gets_no_buttons_and_no_token() {
        Node node =
                aNode("n1").context("localhost", "/app", ContextStatus.ENABLED).build();
        assertThat(page(null, node))
                .contains("Node n1")
                .doesNotContain("<button")
                .doesNotContain("token");
        assertThat(page("0123", node)).contains("<button").contains("value=\"0123\"");
    }
}
