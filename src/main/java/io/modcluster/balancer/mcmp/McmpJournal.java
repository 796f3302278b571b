package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.audit.Actor;
import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.audit.AuditRecord;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what nodes say, and keeps in the audit what changes something or is refused: STATUS only when it changes
 * something, and what only asks never. May be used from any thread.
 */
final class McmpJournal {
    private final AuditLog audit;
    private final BalancerMetrics metrics;

    McmpJournal(Vertx vertx, EventBusAddresses addresses) {
        this.audit = AuditLog.of(vertx, addresses.prefix());
        this.metrics = BalancerMetrics.of(vertx, addresses.prefix());
    }

    /** A message was obeyed. */
    void answered(McmpMethod method) {
        metrics.counter(Metric.MCMP_COMMANDS, method.wireName() + "|ok").increment();
    }

    /** What a message of a node led to. */
    void changed(McmpCommands.Sender sender, NodeCommand command, Transition.Changed change) {
        if (sender.method() == McmpMethod.STATUS
                && change.events().stream().allMatch(McmpJournal::isLoadOfTheSameKind)) {
            return;
        }
        // CONFIG can change twenty thousand rows
        List<AuditRecord.Change> effect = new ArrayList<>();
        change.events().stream().limit(MAX_EFFECTS).map(AuditRecord.Change::of).forEach(effect::add);
        audit.add(new AuditRecord(
                now(),
                AuditRecord.Kind.MCMP,
                sender.method().wireName(),
                Actor.of(sender.peer()),
                command.route().value(),
                command.toString(),
                effect,
                change.events().size() - effect.size(),
                ""));
    }

    /** Loads of nodes at work differ each time that they are told: they would push everything else out of the audit. */
    private static boolean isLoadOfTheSameKind(NodeEvent event) {
        return event.type() == NodeEvent.Type.LOAD_CHANGED
                && Integer.signum(Integer.parseInt(event.before())) == Integer.signum(Integer.parseInt(event.after()));
    }

    /** A message was refused. */
    void refused(McmpCommands.Sender sender, McmpException refusal) {
        String why = refusal.detail().isEmpty() ? refusal.mess() : refusal.mess() + "; " + refusal.detail();
        refused(sender, refusal.type().name(), refusal.jvmRoute(), why);
    }

    /** A message was refused before it could be read. */
    void refused(McmpCommands.Sender sender, MessageBody.Refused refusal) {
        refused(sender, "HTTP", "", refusal.statusCode() + " " + refusal.getMessage());
    }

    private void refused(McmpCommands.Sender sender, String type, String route, String why) {
        metrics.counter(Metric.MCMP_COMMANDS, sender.method().wireName() + "|refused")
                .increment();
        refused(type, sender.method().wireName(), sender.peer(), route, why);
    }

    /** A peer that may not send anything. */
    void stranger(String host) {
        refused("STRANGER", "", host, "", "not in mcmp.allow");
    }

    private void refused(String type, String method, String peer, String route, String why) {
        metrics.counter(Metric.MCMP_REFUSALS, type).increment();
        audit.add(AuditRecord.refused(now(), AuditRecord.Kind.MCMP, method, Actor.of(peer), route, "", why));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static final int MAX_EFFECTS = 20;
}
