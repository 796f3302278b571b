package io.modcluster.balancer.node.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownContextsTest {
    private static final String NODES =
            """
            Node: [0],Name: n0,Balancer: mycluster,LBGroup: ,Host: 127.0.0.1,Port: 18200,Type: http,Load: 0
            Node: [1],Name: n1,Balancer: mycluster,LBGroup: ,Host: 127.0.0.1,Port: 18201,Type: http,Load: 0
            """;

    private static List<String> parse(String info) {
        return KnownContexts.parse(info, new JvmRoute("n1")).stream()
                .map(row -> row.alias() + row.path().value())
                .toList();
    }

    @Test
    void vhosts_of_one_alias_each_are_read() {
        assertThat(
                        parse(
                                NODES
                                        + """
                        Vhost: [0:1:0], Alias: localhost
                        Vhost: [1:1:1], Alias: localhost
                        Vhost: [1:2:2], Alias: example.com
                        Context: [0:1:0], Context: /other, Status: ENABLED
                        Context: [1:1:1], Context: /b, Status: ENABLED
                        Context: [1:2:2], Context: /b, Status: STOPPED
                        """))
                .containsExactly("example.com/b", "localhost/b");
    }

    @Test
    void a_context_belongs_to_all_aliases_of_its_vhost() {
        assertThat(parse(NODES
                        + "Vhost: [1:1:-1], Alias: localhost\r\nVhost: [1:1:-1], Alias: Example.com\r\n"
                        + "Context: [1:1:1], Context: /, Status: DISABLED\r\n"))
                .containsExactly("example.com/", "localhost/");
    }

    @Test
    void a_path_may_have_commas() {
        assertThat(parse(NODES + "Vhost: [1:1:1], Alias: a\nContext: [1:1:1], Context: /x,/y, Status: ENABLED\n"))
                .containsExactly("a/x,/y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Node: [1:1],Name: n2\nVhost: [1:1:1], Alias: a\nContext: [1:1:1], Context: /x, Status: ENABLED\n",
                "Node: n1\n",
                "Node: [],Name: n1\nVhost: [:1:1], Alias: a\n",
                "Node: [1],Name: n1\nVhost: [1:1], Alias: a\nContext: [1:1], Context: /x, Status: ENABLED\n",
                "Node: [1],Name: n1\nVhost: [2:1:1], Alias: a\nContext: [2:1:1], Context: /x, Status: ENABLED\n",
                "Node: [1],Name: n1\nContext: [1:1:1], Context: /x, Status: ENABLED\n",
                "Node: [1],Name: n1\nVhost: [1:1:1], Alias: \nContext: [1:1:1], Context: , Status: ENABLED\n",
                "Node: [1],Name: n1\nVhost: [1:1:1], Alias: a\nContext: [1:1:1], Context: /x\n"
            })
    void what_cannot_be_read_is_passed_over(String info) {
        assertThat(parse(info)).isEmpty();
    }

    @Test
    void any_text_is_read_without_an_exception() {
        Random random = new Random(4);
        String seed = NODES + "Vhost: [1:1:1], Alias: a\nContext: [1:1:1], Context: /x, Status: ENABLED\n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(seed);
            for (int change = 0; change < 3; change++) {
                text.setCharAt(random.nextInt(text.length()), "[]:, \n\r\0xN1".charAt(random.nextInt(11)));
            }
            assertThat(parse(text.toString()).size()).isLessThan(3);
        }
    }

    /** Not a measurement: what is not linear takes hours. */
    @Test
    @Timeout(30)
    void a_line_as_long_as_an_answer_costs_no_more_than_reading_it() {
        String endless = "a".repeat(8_000_000);
        assertThat(parse("Node: [" + endless)).isEmpty();
        assertThat(parse(NODES + "Vhost: [" + endless + "\nContext: [1:1:1], Context: " + endless))
                .isEmpty();
    }

    @Test
    void of_more_rows_than_a_node_can_have_some_are_read() {
        StringBuilder info = new StringBuilder(NODES);
        for (int i = 0; i < 3_000; i++) {
            info.append("Vhost: [1:1:1], Alias: a").append(i).append('\n');
        }
        for (int i = 0; i < 3_000; i++) {
            info.append("Context: [1:1:1], Context: /c").append(i).append(", Status: ENABLED\n");
        }
        assertThat(parse(info.toString())).hasSize(10_000);
    }
}
