package io.modcluster.balancer.cluster;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.testkit.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Times that are counted from a stamp pass as they should at members whose clocks are up to an hour wrong, and apart. */
class LifecycleSimulationTest {
    private static final long SECOND = SimulatedCluster.SECOND;
    private static final long MINUTE = SimulatedCluster.MINUTE;
    /** A sheet of loads takes this long to bring the clocks together; more they are not apart. */
    private static final long APART = SECOND;
    /** A notice that gets lost is made up for by the next comparison. */
    private static final long HEARD = 6 * SECOND;

    private static final JvmRoute N1 = new JvmRoute("n1");

    @Test
    @DisplayName("F-13 clocks ±1 h: a removed node is listed as such after 10 s and not after 25 s, at every member")
    void stages_of_a_removed_node_last_as_long_as_they_should() {
        Seeds.upTo(50, random -> {
            SimulatedCluster cluster = skewed(random, false);
            cluster.command(any(random, cluster), aNode("n1").registration());
            cluster.time().run(HEARD + random.nextLong(20 * SECOND));
            cluster.command(any(random, cluster), new RemoveNode(N1, "test"));
            for (long age = 0; age < 30 * SECOND; age += SECOND / 4) {
                for (SimulatedMember member : cluster.living()) {
                    Node node = member.registry().node(N1);
                    if (age > HEARD || (node != null && !node.isRegistered())) {
                        assertThat(stage(member, node))
                                .as("after %d us at %s", age, member.name())
                                .isIn(stage(age - APART), stage(age + APART));
                    }
                }
                cluster.time().run(SECOND / 4);
            }
        });
    }

    private static @Nullable Lifecycle stage(SimulatedMember member, @Nullable Node node) {
        return node == null ? null : node.lifecycle(member.registry().now());
    }

    private static Lifecycle stage(long age) {
        if (age < 10 * SECOND) {
            return Lifecycle.MARKED;
        }
        return age < 25 * SECOND ? Lifecycle.REMOVED : Lifecycle.GONE;
    }

    @Test
    @DisplayName("F-13 clocks ±1 h that jump: who saw a removal remembers it for an hour, and not for ever")
    void a_removal_is_remembered_for_an_hour_at_each_member_that_saw_it() {
        Seeds.upTo(30, random -> {
            SimulatedCluster cluster = skewed(random, true);
            cluster.command(any(random, cluster), aNode("n1").registration());
            cluster.time().run(HEARD);
            cluster.command(any(random, cluster), new RemoveNode(N1, "test"));
            cluster.time().run(HEARD);
            Map<String, Long> mayBeLess = new HashMap<>();
            for (long age = HEARD; age < 59 * MINUTE; age += MINUTE) {
                for (SimulatedMember member : cluster.living()) {
                    Node node = member.registry().node(N1);
                    if (age < 59 * MINUTE - mayBeLess.getOrDefault(member.name(), 0L)) {
                        assertThat(node)
                                .as("after %d min at %s", age / MINUTE, member.name())
                                .isNotNull();
                    }
                }
                SimulatedMember jumping = any(random, cluster);
                if (random.nextInt(10) == 0) {
                    jumping.wall().jump(random.nextLong(2 * SimulatedCluster.HOUR) - SimulatedCluster.HOUR);
                    // that clock is believed for a minute, not for more
                    mayBeLess.merge(jumping.name(), MINUTE, Long::sum);
                }
                cluster.time().run(MINUTE);
            }
            cluster.time().run(90 * MINUTE);
            for (SimulatedMember member : cluster.living()) {
                assertThat(member.registry().node(N1)).as(member.name()).isNull();
            }
            assertThat(cluster.map().entries()).doesNotContainKey(TableEntries.NODE + N1);
        });
    }

    private static SimulatedCluster skewed(Random random, boolean jumps) {
        SimulatedCluster cluster = new SimulatedCluster(
                random, new SimulatedCluster.Weather(false, false, false, false, true, jumps, false));
        cluster.time().run(30 * SECOND);
        return cluster;
    }

    private static SimulatedMember any(Random random, SimulatedCluster cluster) {
        List<SimulatedMember> living = cluster.living();
        return living.get(random.nextInt(living.size()));
    }
}
