package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.NodeFailure;
import io.modcluster.balancer.event.NodeTrial;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of what was seen of nodes: it is told to the tracker, to the log when a node goes out or in, and to the proxies. */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(HealthVerticle.class);

    private final ReachabilityTracker tracker;
    private final Function<JvmRoute, @Nullable Node> nodes;
    private final Runnable publish;

    /**
     * Starts without any.
     *
     * @param nodes   the registered nodes
     * @param publish tells the proxies
     */
    Faults(ReachabilityTracker tracker, Function<JvmRoute, @Nullable Node> nodes, Runnable publish) {
        this.tracker = tracker;
        this.nodes = nodes;
        this.publish = publish;
    }

    void note(Node node, CheckResult result) {
        if (result.alive()) {
            Reachability.Fault fault = tracker.faultOf(node.route());
            boolean back = tracker.answered(node.route(), System.currentTimeMillis());
            if (fault != null) {
                tellBack(node, back, fault, result.detail());
            }
        } else {
            add(node, result.unreachable() ? Cause.UNREACHABLE : Cause.BAD_LOOK, result.detail());
        }
    }

    /** Those who are not back yet are better than nobody from now on. */
    private void tellBack(Node node, boolean back, Reachability.Fault fault, String seen) {
        if (back) {
            LOG.info(
                    "node up again jvmroute={} address={} seen={} reason={} out={}s",
                    Quoted.of(node.route().value()),
                    node.address(),
                    Quoted.of(seen),
                    Quoted.of(fault.reason()),
                    (System.currentTimeMillis() - fault.sinceMillis()) / 1_000);
        }
        publish.run();
    }

    void tried(NodeTrial trial) {
        Node node = nodes.apply(trial.route());
        Reachability.Fault fault = tracker.faultOf(trial.route());
        if (node == null || fault == null) {
            return;
        }
        if (trial.passed()) {
            tellBack(node, tracker.passed(trial.route(), System.currentTimeMillis()), fault, trial.detail());
        } else {
            add(node, Cause.ERRORS, trial.detail());
        }
    }

    void failed(NodeFailure failure) {
        Node node = failure.kind().blamesNode() ? nodes.apply(failure.route()) : null;
        if (node != null) {
            add(node, Cause.UNREACHABLE, failure.detail());
        }
    }

    void add(Node node, Cause cause, String reason) {
        if (tracker.failed(node.route(), node.address(), cause, reason, System.currentTimeMillis())) {
            warnInError(node, reason);
        }
        publish.run();
    }

    static void warnInError(Node node, String reason) {
        LOG.warn(
                "node in error jvmroute={} address={} reason={}",
                Quoted.of(node.route().value()),
                node.address(),
                Quoted.of(reason));
    }
}
