package io.modcluster.balancer.mcmp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    private static final long START = 1_000_000_000L;
    private static final long SECOND = 1_000_000L;

    private final Map<String, Node> nodes = new TreeMap<>();
    private long now = START;

    private void say(McmpMethod method, String target, String body) {
        McmpMessage message = Parsing.parse(method, target, body);
        NodeCommand command =
                message instanceof McmpMessage.App app ? app.command() : ((McmpMessage.Config) message).command();
        Transition.Changed changed = (Transition.Changed)
                command.applyTo(nodes.get(command.route().value()), new Stamp(++now, "b"), TableLimits.DEFAULT);
        nodes.put(command.route().value(), changed.next());
    }

    private ListedTables tables(long secondsLater) {
        return ListedTables.of(List.copyOf(nodes.values()), now + secondsLater * SECOND);
    }

    private String print(String name, ListedTables tables) {
        McmpReply reply =
                switch (name) {
                    case "info.txt" -> InfoFormat.text(tables, route -> new NodeFigures(1, 2, 3, 4));
                    case "info.xml" -> InfoFormat.xml(tables, route -> new NodeFigures(1, 2, 3, 4));
                    case "dump.txt" -> DumpFormat.text(tables);
                    default -> DumpFormat.xml(tables);
                };
        assertThat(reply.contentType()).isEqualTo(name.endsWith("xml") ? "text/xml" : "text/plain");
        return reply.body();
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(FormatsTest.class.getResourceAsStream("/mcmp/" + name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"info.txt", "info.xml", "dump.txt", "dump.xml"})
    void the_whole_table_reads_like_the_reference(String name) throws IOException {
        say(
                McmpMethod.CONFIG,
                "/",
                "JVMRoute=n2&Type=https&Host=node.example&Port=8443&Domain=G1&Balancer=other"
                        + "&flushpackets=on&StickySession=no&StickySessionRemove=yes&WaitWorker=3&Maxattempts=4");
        say(McmpMethod.CONFIG, "/", "JVMRoute=n1&Type=http&Host=127.0.0.1&Port=18201");
        say(McmpMethod.ENABLE_APP, "/", "JVMRoute=n1&Alias=localhost,Example.COM&Context=/b,/a%26%C3%A9");
        say(McmpMethod.STOP_APP, "/", "JVMRoute=n2&Alias=shop&Context=/");
        say(McmpMethod.CONFIG, "/", "JVMRoute=n3&Host=127.0.0.1&Port=18203");
        say(McmpMethod.DISABLE_APP, "/", "JVMRoute=n3&Alias=localhost&Context=/c");
        assertThat(print(name, tables(0))).isEqualTo(golden(name));
    }

    @Test
    void an_empty_table_is_an_empty_text() {
        assertThat(print("info.txt", tables(0))).isEmpty();
        assertThat(print("dump.txt", tables(0))).isEmpty();
        assertThat(print("info.xml", tables(0)))
                .isEqualTo("<?xml version=\"1.0\" standalone=\"yes\" ?>\n"
                        + "<Info><Nodes></Nodes><Vhosts></Vhosts><Contexts></Contexts></Info>");
        assertThat(print("dump.xml", tables(0)))
                .isEqualTo("<?xml version=\"1.0\" standalone=\"yes\" ?>\n"
                        + "<Dump><Balancers></Balancers><Nodes></Nodes><Hosts></Hosts><Contexts></Contexts></Dump>");
    }

    @Test
    void a_node_that_was_taken_out_keeps_its_name_for_ten_seconds() {
        say(McmpMethod.CONFIG, "/", "JVMRoute=n1&Domain=G1&Alias=a&Context=/");
        say(McmpMethod.REMOVE_APP, "/*", "JVMRoute=n1");
        assertThat(print("info.txt", tables(9))).startsWith("Node: [0],Name: n1,Balancer: mycluster,LBGroup: G1,Host");
        assertThat(print("info.txt", tables(11)))
                .startsWith("Node: [0],Name: REMOVED,Balancer: mycluster,LBGroup: ,Host")
                .doesNotContain("Vhost", "Context");
        assertThat(print("dump.txt", tables(11)))
                .startsWith("balancer: [0] Name: mycluster")
                .contains(",JVMRoute: REMOVED,LBGroup: [],");
    }

    @Test
    void the_last_config_holds_for_all_nodes_of_a_balancer() {
        say(McmpMethod.CONFIG, "/", "JVMRoute=n2&Port=1&StickySessionCookie=first");
        say(McmpMethod.CONFIG, "/", "JVMRoute=n1&Port=2&StickySessionCookie=second");
        assertThat(tables(0).balancers())
                .singleElement()
                .extracting(balancer -> balancer.sticky().cookie())
                .isEqualTo("second");
    }
}
