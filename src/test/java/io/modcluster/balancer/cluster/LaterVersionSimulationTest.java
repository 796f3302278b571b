package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Seeds;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One of three members is of a version to come, which says more of the nodes that register with it. */
class LaterVersionSimulationTest {
    private static final String LATER = "m2";

    @Test
    void members_of_two_versions_agree_and_do_not_write_over_each_other_for_ever() {
        AtomicInteger tags = new AtomicInteger();
        Seeds.upTo(50, random -> {
            SimulatedCluster cluster = new SimulatedCluster(
                    random,
                    new SimulatedCluster.Weather(
                            random.nextBoolean(), false, false, random.nextBoolean(), true, false, false),
                    (member, replica) -> member.equals(LATER) ? new Later(replica) : replica);
            for (int i = 0; i < 60; i++) {
                cluster.step();
            }
            cluster.settle();
            long writes = cluster.map().writes();
            cluster.synchronize();
            cluster.synchronize();
            assertThat(cluster.map().writes())
                    .as("nobody has anything more to write")
                    .isEqualTo(writes);
            for (SimulatedMember member : cluster.living()) {
                assertThat(member.texts())
                        .as(member.name())
                        .isEqualTo(cluster.map().entries());
            }
            cluster.map().entries().forEach((key, text) -> {
                if (key.startsWith(TableEntries.NODE)) {
                    JsonObject config = new JsonObject(text).getJsonObject("config");
                    boolean later = config.getString("at").endsWith("@" + LATER);
                    assertThat(config.containsKey("tag"))
                            .as("tag of the CONFIG that holds: %s", text)
                            .isEqualTo(later);
                    tags.addAndGet(later ? 1 : 0);
                }
            });
        });
        if (Long.getLong("seed") == null) {
            assertThat(tags).hasPositiveValue();
        }
    }

    /** Adds a field to each CONFIG that was said to it, and one about the node. */
    private record Later(Replica ours) implements Replica {
        @Override
        public Collection<String> keys() {
            return ours.keys();
        }

        @Override
        public @Nullable Version version(String key) {
            Version known = ours.version(key);
            return known == null || !key.startsWith(TableEntries.NODE)
                    ? known
                    : new Version(more(known.text()), known.value());
        }

        private static String more(String text) {
            JsonObject node = sorted(new JsonObject(text));
            JsonObject config = sorted(node.getJsonObject("config"));
            String at = config.getString("at");
            if (at.endsWith("@" + LATER)) {
                config.put("tag", "t" + at);
                node.put("zone", sorted(new JsonObject()).put("at", at).put("name", "z"));
            }
            return node.put("config", config).encode();
        }

        private static JsonObject sorted(JsonObject json) {
            return new JsonObject(new TreeMap<>(json.getMap()));
        }

        @Override
        public boolean merge(String key, String text) {
            return ours.merge(key, text);
        }

        @Override
        public void committed(String key, Version version) {
            ours.committed(key, version);
        }

        @Override
        public void settled() {
            ours.settled();
        }
    }
}
