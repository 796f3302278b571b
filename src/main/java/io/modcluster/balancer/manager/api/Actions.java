package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.audit.Actor;
import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.audit.AuditRecord;
import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeChanges;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.RegistryView;
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
     * @param by    who wants it, for the audit
     * @return the nodes that it is about; fails with a {@link Problem} when there are none, or they cannot be changed
     */
    public Future<List<Node>> act(Action action, IntentTarget target, DrainOrder order, Actor by) {
        return bus.view().compose(view -> {
            List<Node> nodes = view.nodes().values().stream()
                    .filter(node -> node.isRegistered() && isMeant(target, node))
                    .toList();
            if (nodes.isEmpty()) {
                return Future.failedFuture(
                        Problem.notFound(Quoted.of(target.text()) + " (expected: a target that is registered)"));
            }
            return (action == Action.REMOVE ? remove(target, nodes) : state(action, target, order))
                    .compose(done -> bus.view())
                    .onSuccess(after -> record(action, target, order, by, effect(target, view, after, nodes)))
                    .map(done -> nodes);
        });
    }

    private void record(
            Action action, IntentTarget target, DrainOrder order, Actor by, List<AuditRecord.Change> effect) {
        LOG.info(
                "manager change action={} target={} by={} way={}",
                action.text(),
                Quoted.of(target.text()),
                by.name(),
                by.way());
        audit.add(AuditRecord.done(
                System.currentTimeMillis(),
                AuditRecord.Kind.ADMIN,
                action.name(),
                by,
                target.text(),
                order.note(),
                effect));
    }

    /** What is different of the wish and of the nodes. */
    private static List<AuditRecord.Change> effect(
            IntentTarget target, RegistryView before, RegistryView after, List<Node> nodes) {
        List<AuditRecord.Change> effect = new ArrayList<>();
        String was = wish(before, target);
        String is = wish(after, target);
        if (!was.equals(is)) {
            effect.add(new AuditRecord.Change("intent_changed", target.text(), was, is));
        }
        for (Node node : nodes) {
            Node now = after.nodes().get(node.route());
            for (NodeEvent event : now == null ? List.<NodeEvent>of() : NodeChanges.between(node, now)) {
                AuditRecord.Change change = AuditRecord.Change.of(event);
                effect.add(new AuditRecord.Change(
                        change.type(), node.route() + " " + change.subject(), change.before(), change.after()));
            }
        }
        return effect;
    }

    private static String wish(RegistryView view, IntentTarget target) {
        return view.intents().all().stream()
                .map(Register::value)
                .filter(intent -> intent.target().equals(target))
                .map(intent -> intent.wish().name())
                .findFirst()
                .orElse(Wish.NONE.name());
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
        audit.tells(target.text(), intent.note());
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
