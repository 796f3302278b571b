package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.audit.AuditRecord;
import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.manager.access.Principal;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does to nodes, LBGroups and contexts: by the API and by the classic page alike. */
public final class Actions {
    private static final Logger LOG = LoggerFactory.getLogger(Actions.class);

    private final BalancerBus bus;
    private final AuditLog audit;

    /** Acts on the balancer of this bus. */
    public Actions(BalancerBus bus) {
        this.bus = bus;
        this.audit = bus.audit();
    }

    /** What can be done. */
    public enum Action {
        /** Takes an earlier wish about the same target back: what the node says holds. */
        ENABLE(Wish.NONE),
        /** Sessions stay, none begin. */
        DISABLE(Wish.DISABLE),
        /** No requests. */
        STOP(Wish.STOP),
        /** As disable, and then stop, when the sessions are gone. */
        DRAIN(Wish.DRAIN),
        /** Forgets what the node said; a node that lives says it again. */
        REMOVE(Wish.NONE);

        private final Wish wish;

        Action(Wish wish) {
            this.wish = wish;
        }

        /** As it is in paths. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The action of this text. */
        public static Optional<Action> of(String text) {
            return Arrays.stream(values())
                    .filter(action -> action.text().equals(text))
                    .findFirst();
        }

        static String all() {
            return Arrays.stream(values()).map(Action::text).collect(Collectors.joining(", "));
        }
    }

    /**
     * Does it, here; the other members follow.
     *
     * @param order what a drain is to be like
     * @param by    who wants it
     * @return the nodes that it is about; fails with a {@link Problem} when there are none, or they cannot be changed
     */
    public Future<List<Node>> act(Action action, IntentTarget target, DrainOrder order, Principal by) {
        return bus.view().compose(view -> {
            List<Node> nodes = view.nodes().values().stream()
                    .filter(node -> node.isRegistered() && isMeant(target, node))
                    .toList();
            if (nodes.isEmpty()) {
                return Future.failedFuture(
                        Problem.notFound(Quoted.of(target.text()) + " (expected: a target that is registered)"));
            }
            return (action == Action.REMOVE ? remove(target, nodes) : state(action, target, order))
                    .onSuccess(done -> record(action, target, order, by))
                    .map(done -> nodes);
        });
    }

    private void record(Action action, IntentTarget target, DrainOrder order, Principal by) {
        LOG.info(
                "manager change action={} target={} by={} way={}",
                action.text(),
                Quoted.of(target.text()),
                by.name(),
                by.way());
        if (action == Action.REMOVE) {
            // of all others an intent tells
            audit.add(AuditRecord.done(
                    System.currentTimeMillis(),
                    AuditRecord.Kind.ADMIN,
                    "REMOVE",
                    by.name(),
                    target.text(),
                    order.note(),
                    List.of()));
        }
    }

    private static boolean isMeant(IntentTarget target, Node node) {
        if (!(target instanceof IntentTarget.OfContext of)) {
            return target.concerns(node);
        }
        return of.concerns(node)
                && node.rows().stream()
                        .anyMatch(row -> row.getKey().path().equals(of.path())
                                && (of.alias() == null
                                        || of.alias().equals(row.getKey().alias())));
    }

    private Future<Void> state(Action action, IntentTarget target, DrainOrder order) {
        Intent intent = action == Action.DRAIN ? order.about(target) : new Intent(target, action.wish, order.note());
        return bus.intend(intent)
                .recover(full ->
                        Future.failedFuture(new Problem(409, "Too many intents", String.valueOf(full.getMessage()))));
    }

    private Future<Void> remove(IntentTarget target, List<Node> nodes) {
        List<Future<Void>> removals = new ArrayList<>();
        for (Node node : nodes) {
            NodeCommand command = target instanceof IntentTarget.OfContext of
                    ? removal(node, of)
                    : new RemoveNode(node.route(), "removed by an operator");
            removals.add(bus.apply(command).compose(Actions::granted));
        }
        return Future.join(removals).mapEmpty();
    }

    private static NodeCommand removal(Node node, IntentTarget.OfContext of) {
        List<Alias> aliases = node.rows().stream()
                .filter(row -> row.getKey().path().equals(of.path()))
                .map(row -> row.getKey().alias())
                .filter(alias -> of.alias() == null || of.alias().equals(alias))
                .toList();
        return new ChangeContexts(node.route(), ContextStatus.REMOVED, false, aliases, List.<ContextPath>of(of.path()));
    }

    private static Future<Void> granted(Transition transition) {
        return transition instanceof Transition.Refused refused
                ? Future.failedFuture(new Problem(
                        409, "Cannot be removed", refused.reason() + " (expected: a node that registered by itself)"))
                : Future.succeededFuture();
    }
}
