package io.modcluster.balancer.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.Selection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of every selection, whatever happened before: STOPPED never, DISABLED for sessions only, a session stays
 * while its node is up, force never moves, failover within the group, hot standby only when nobody is up.
 */
public final class SelectionRules {
    /** How long after an error a session may try its node again, for the selectors that are checked. */
    public static final long RETRY_AFTER_MILLIS = 60_000;

    private final RoutingTable table;
    private final NaiveRouting rules;
    private final Map<JvmRoute, Reachability.Fault> faults;
    private final long nowMillis;

    /**
     * The rules at one moment.
     *
     * @param table     what is selected from
     * @param rules     what it should be
     * @param faults    nodes in error
     * @param nowMillis milliseconds since 1970
     */
    public SelectionRules(
            RoutingTable table, NaiveRouting rules, Map<JvmRoute, Reachability.Fault> faults, long nowMillis) {
        this.table = table;
        this.rules = rules;
        this.faults = Map.copyOf(faults);
        this.nowMillis = nowMillis;
    }

    /** Selects for this request, and checks what came of it. */
    public void check(NodeSelector selector, RandomRequest request) {
        Selection selection =
                selector.select(table, new Reachability(faults), request.head(), request.tried(), nowMillis);
        new Expectation(request).check(selection);
    }

    /** What may become of one request. */
    private final class Expectation {
        private final Map<JvmRoute, ContextStatus> targets;
        private final boolean hasSession;
        private final Set<JvmRoute> tried;
        private final @Nullable Node home;

        Expectation(RandomRequest request) {
            this.targets = rules.targets(request.head().host(), request.head().path());
            JvmRoute session = request.session();
            this.hasSession = session != null;
            this.tried = request.tried();
            Node known = session == null ? null : table.node(session);
            this.home = known != null && sticky(known).enabled() ? known : null;
        }

        void check(Selection selection) {
            if (selection instanceof Selection.Chosen chosen) {
                check(chosen);
            } else if (selection instanceof Selection.Rejected rejected) {
                check(rejected.reason());
            }
            if (home != null && isUsable(home) && maySeeItsSession(home)) {
                assertThat(selection).isInstanceOfSatisfying(Selection.Chosen.class, chosen -> {
                    assertThat(chosen.node())
                            .as("a session stays while its node is up")
                            .isEqualTo(home);
                    assertThat(chosen.affinity()).isEqualTo(Selection.Affinity.HIT);
                });
            }
        }

        private void check(Selection.Chosen chosen) {
            Node node = chosen.node();
            assertThat(isUsable(node))
                    .as("STOPPED never, DISABLED for sessions, no node twice")
                    .isTrue();
            assertThat(table.node(node.route())).isEqualTo(node);
            if (node.equals(home)) {
                return;
            }
            assertThat(isUp(node))
                    .as("a node in error serves its own sessions only")
                    .isTrue();
            if (home != null && concerns(home)) {
                boolean kin = !home.lbGroup().isEmpty() && node.lbGroup().equals(home.lbGroup());
                boolean sameBalancer = node.balancerName().equals(home.balancerName());
                boolean groupServes = !home.lbGroup().isEmpty()
                        && usableIn(home.balancerName())
                                .anyMatch(other -> other.lbGroup().equals(home.lbGroup()) && isActive(other));
                assertThat(!groupServes || (kin && isActive(node)))
                        .as("failover within the group")
                        .isTrue();
                assertThat(!sticky(home).force() || (kin && sameBalancer))
                        .as("force never moves")
                        .isTrue();
            }
            if (!isActive(node)) {
                assertThat(usableIn(node.balancerName()).anyMatch(this::isActive))
                        .as("hot standby only when nobody is up")
                        .isFalse();
            }
        }

        private void check(Selection.Reason reason) {
            boolean someOpen = targets.values().stream().anyMatch(status -> status.admits(hasSession));
            switch (reason) {
                case NO_CONTEXT -> assertThat(targets).isEmpty();
                case CONTEXT_CLOSED -> {
                    assertThat(targets).isNotEmpty();
                    assertThat(someOpen).isFalse();
                }
                case NO_NODE_UP -> assertThat(usable().anyMatch(this::isUp)).isFalse();
                case SESSION_NODE_LOST -> assertThat(hasSession).isTrue();
            }
        }

        /** Whether the balancer of a session's node has the context open, so that the session counts. */
        private boolean concerns(Node node) {
            return targets.entrySet().stream()
                    .anyMatch(target -> target.getValue().admits(hasSession)
                            && registered(target.getKey()).balancerName().equals(node.balancerName()));
        }

        private Stream<Node> usable() {
            return targets.keySet().stream().map(this::registered).filter(this::isUsable);
        }

        private Stream<Node> usableIn(String balancer) {
            return usable().filter(node -> node.balancerName().equals(balancer));
        }

        private boolean isUsable(Node node) {
            ContextStatus status = targets.getOrDefault(node.route(), ContextStatus.REMOVED);
            return status.admits(hasSession) && !tried.contains(node.route());
        }

        private boolean isUp(Node node) {
            return node.load().value().value() >= 0 && !faults.containsKey(node.route());
        }

        private boolean isActive(Node node) {
            return isUp(node) && node.load().value().isActive();
        }

        private boolean maySeeItsSession(Node node) {
            Reachability.Fault fault = faults.get(node.route());
            return fault == null || nowMillis - fault.lastMillis() >= RETRY_AFTER_MILLIS;
        }

        private StickySession sticky(Node node) {
            return table.balancer(node.balancerName()).sticky();
        }

        private Node registered(JvmRoute route) {
            return Objects.requireNonNull(table.node(route));
        }
    }
}
