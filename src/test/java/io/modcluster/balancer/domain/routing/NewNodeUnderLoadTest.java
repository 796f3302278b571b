package io.modcluster.balancer.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.routing.JoinSimulation.Plan;
import io.modcluster.balancer.domain.routing.JoinSimulation.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** mod_proxy_cluster issue 303: a new node gets all new sessions until it has had as many requests as the others. */
class NewNodeUnderLoadTest {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final double MOST = 1.2;

    static List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        for (PolicyName policy : PolicyName.values()) {
            // in the middle of a window, at its end, at its beginning
            for (int join : new int[] {22_500, 24_999, 25_000}) {
                plans.add(new Plan(policy, 1, 3, 50, 2000, 20, 0, join, 10_000));
                plans.add(new Plan(policy, 8, 3, 50, 2000, 20, 0.9, join, 10_000));
            }
            plans.add(new Plan(policy, 2, 1, 100, 2000, 50, 0, 21_300, 10_000));
            plans.add(new Plan(policy, 4, 12, 100, 4000, 5, 0.5, 23_700, 5_000));
            plans.add(new Plan(policy, 4, 4, 50, 2000, 20, 0, 23_700, 0));
        }
        return plans;
    }

    @ParameterizedTest
    @MethodSource("plans")
    void a_new_node_never_gets_more_than_its_fair_share_and_a_fifth(Plan plan) {
        boolean byNodes = plan.policy() == PolicyName.HASH;
        double fair = byNodes ? 1.0 / (plan.nodes() + 1) : plan.fair();
        // the last one has just begun
        List<Second> seconds = new JoinSimulation(plan, 1).run(25).subList(0, 25);

        for (int i = 0; i < seconds.size(); i++) {
            Second second = seconds.get(i);
            // by chance more, where the dice or the keys of clients decide: three deviations
            double chance = isByChance(plan.policy()) ? 3 * Math.sqrt(fair * (1 - fair) / second.choices) : 0;
            assertThat(second.choiceShare())
                    .as("share of choices in second %d", i)
                    .isLessThanOrEqualTo(MOST * fair + chance);
            assertThat(second.share())
                    .as("share of requests in second %d", i)
                    .isLessThanOrEqualTo(MOST * fair + chance);
        }
        Second last = seconds.get(24);
        assertThat(last.choiceShare()).as("it has its share in the end").isGreaterThan(0.75 * fair);
    }

    @Test
    void the_share_grows_evenly() {
        Plan plan = new Plan(PolicyName.LOAD, 4, 3, 50, 2000, 20, 0, 22_500, 10_000);
        List<Second> seconds = new JoinSimulation(plan, 1).run(12);

        for (int i = 0; i < 10; i++) {
            double weight = 0.1 + 0.9 * (i + 0.5) / 10;
            assertThat(seconds.get(i).share()).isBetween(0.9 * weight / (3 + weight), 1.1 * weight / (3 + weight));
        }
        assertThat(seconds.get(11).share()).isBetween(0.24, 0.26);
    }

    @Test
    void a_table_of_the_case_of_issue_303() {
        FIGURES.info(
                "new node under load: 3 nodes and one more after 22.5 s, 2000 requests/s of which 90 % in sessions,"
                        + " slow start 10 s; its part of the new sessions and of all requests by its fair share");
        for (PolicyName policy : PolicyName.values()) {
            Plan plan = new Plan(policy, 4, 3, 50, 2000, 20, 0.9, 22_500, 10_000);
            List<Second> seconds = new JoinSimulation(plan, 1).run(31);
            StringBuilder row = new StringBuilder();
            for (int i : new int[] {0, 1, 2, 4, 6, 8, 10, 12, 15, 20, 30}) {
                Second second = seconds.get(i);
                row.append(String.format(
                        Locale.ROOT, " %ds %.2f/%.2f", i, second.choiceShare() / 0.25, second.share() / 0.25));
            }
            FIGURES.info("new node under load: {}{}", policy, row);
        }
    }

    private static boolean isByChance(PolicyName policy) {
        return policy == PolicyName.POWER_OF_TWO || policy == PolicyName.HASH || policy == PolicyName.WEIGHTED_HASH;
    }
}
