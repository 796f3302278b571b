package io.modcluster.balancer.cluster;

import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeJsonTest {
    private static final Node PLAIN = aNode("n1")
            .context("localhost", "/app", ENABLED)
            .stampedAt(new Stamp(17, "a~1"))
            .build();

    /** Versions of some nodes, removed ones among them. */
    private static List<Node> nodes(Random random) {
        RandomCommands commands = new RandomCommands(random);
        ScriptedStamps stamps = new ScriptedStamps("a~" + random.nextInt());
        Map<Object, Node> known = new HashMap<>();
        List<Node> versions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            NodeCommand command = commands.next();
            stamps.advance(Duration.ofMillis(random.nextInt(8000)));
            if (command.applyTo(known.get(command.route()), stamps.next(), TableLimits.DEFAULT)
                    instanceof Transition.Changed changed) {
                known.put(command.route(), changed.next());
                versions.add(changed.next());
            }
        }
        return versions;
    }

    private static Node read(String text) {
        return NodeJson.read(new JsonObject(text));
    }

    private static Node withoutLoad(Node node) {
        return node.withLoad(LoadFactor.HOT_STANDBY, Stamp.NEVER);
    }

    @Test
    void every_node_is_read_as_it_was_written_but_for_its_load() {
        Seeds.upTo(30, random -> nodes(random).forEach(node -> {
            String text = NodeJson.write(node);
            assertThat(read(text)).isEqualTo(withoutLoad(node));
            assertThat(NodeJson.write(read(text))).isEqualTo(text);
        }));
    }

    @Test
    void equal_nodes_have_equal_texts_however_they_came_about() {
        Seeds.upTo(50, random -> {
            List<Node> versions = new ArrayList<>(nodes(random));
            versions.removeIf(node -> !node.route().equals(versions.get(0).route()));
            Node one = versions.stream().reduce(Node::merge).orElseThrow();
            Collections.shuffle(versions, random);
            Node other = versions.stream()
                    .map(node -> read(NodeJson.write(node)))
                    .reduce(Node::merge)
                    .orElseThrow();
            assertThat(withoutLoad(other)).isEqualTo(withoutLoad(one));
            assertThat(NodeJson.write(other)).isEqualTo(NodeJson.write(one));
            assertThat(NodeJson.write(read(shuffled(NodeJson.write(one), random))))
                    .isEqualTo(NodeJson.write(one));
        });
    }

    private static String shuffled(String text, Random random) {
        JsonObject json = new JsonObject(text);
        List<String> names = new ArrayList<>(json.fieldNames());
        Collections.shuffle(names, random);
        Map<String, Object> fields = new LinkedHashMap<>();
        names.forEach(name -> fields.put(name, json.getValue(name)));
        return new JsonObject(fields).encode();
    }

    @Test
    void every_setting_is_kept() {
        NodeConfig config = new NodeConfig(
                aNode("n1").at("ajp", "::1", 65535).config().address(),
                true,
                "group \"x\"",
                new BalancerConfig(
                        "b",
                        new StickySession(false, "C", "p", true, false),
                        Duration.ofMillis(1500),
                        OptionalInt.of(7)),
                new ConnectionConfig(
                        FlushPackets.AUTO,
                        Duration.ofNanos(1),
                        Duration.ofHours(26),
                        9,
                        Duration.ofSeconds(-1),
                        Duration.ofMillis(3)));
        Node node = withoutLoad(PLAIN.with(new Register<>(config, new Stamp(18, "b"))))
                .removedAt(new Stamp(19, "c@d"), "for \u0000 a test");
        assertThat(read(NodeJson.write(node))).isEqualTo(node);
    }

    @Test
    void fields_of_a_later_version_go_only_when_what_replaces_them_is_newer() {
        JsonObject json = new JsonObject(NodeJson.write(PLAIN));
        json.getJsonObject("config").put("tag", 1);
        json.put("zone", new JsonObject().put("at", "18@b").put("name", "z")).put("plain", "p");
        Node later = read(json.encode());
        assertThat(new JsonObject(NodeJson.write(later))).isEqualTo(json);
        assertThat(NodeJson.write(later.merge(PLAIN))).isEqualTo(NodeJson.write(PLAIN.merge(later)));
        assertThat(new JsonObject(NodeJson.write(PLAIN.merge(later)))).isEqualTo(json);
        Node configured = later.with(new Register<>(PLAIN.config().value(), new Stamp(30, "a")));
        assertThat(NodeJson.write(configured)).doesNotContain("tag").contains("zone", "plain");
        assertThat(NodeJson.write(later.merge(configured))).isEqualTo(NodeJson.write(configured));
        Node moved = read(json.put("zone", new JsonObject().put("at", "40@b").put("name", "y"))
                .encode());
        assertThat(NodeJson.write(configured.merge(moved)))
                .contains("\"name\":\"y\"")
                .doesNotContain("tag");
        Node removed = later.removedAt(new Stamp(20, "a"), "test");
        assertThat(NodeJson.write(removed)).contains("tag", "plain").doesNotContain("zone");
    }

    @Test
    void what_a_damaged_text_says_is_never_half_of_a_node() {
        String text = NodeJson.write(PLAIN.removedAt(new Stamp(16, "b"), "test"));
        Seeds.upTo(500, random -> {
            StringBuilder damaged = new StringBuilder(text);
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(128));
            }
            try {
                Node node = read(damaged.toString());
                assertThat(read(NodeJson.write(node))).isEqualTo(node);
            } catch (RuntimeException refused) {
                assertThat(refused).isNotInstanceOf(IllegalStateException.class);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"v\":1,\"jvmRoute\":\"n1\"}",
                "{\"v\":1,\"jvmRoute\":\"n1\",\"config\":[],\"contexts\":[]}",
                "{\"v\":1,\"jvmRoute\":\"n1\",\"config\":{\"at\":\"x\"},\"contexts\":[]}",
                "{\"v\":1,\"jvmRoute\":\"n1\",\"config\":{\"at\":\"9999999999999999999@a\"},\"contexts\":[]}",
                "{\"v\":1,\"jvmRoute\":\"n1\",\"config\":{\"at\":\"1@a\",\"type\":\"gopher\"},\"contexts\":[]}"
            })
    void a_text_that_is_no_node_is_refused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(RuntimeException.class);
    }
}
