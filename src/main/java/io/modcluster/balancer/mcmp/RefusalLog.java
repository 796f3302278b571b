package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.metrics.RefusedCommands;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who was refused and why (WARN): the same refusal once a minute, with how often it was left out since. May be used from
 * any thread.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    private final RepeatLimit<Refusal> limit;

    /** The port is left out: a refusal ends the connection, so the next one comes from another. */
    private record Refusal(String host, String jvmRoute, String why) {}

    private final RefusedCommands attempts;

    RefusalLog(LongSupplier nanoTime, RefusedCommands attempts) {
        this.limit = new RepeatLimit<>(nanoTime);
        this.attempts = attempts;
    }

    private void note(String peer, String method, String jvmRoute, String why) {
        attempts.refused(new RefusedCommands.Attempt(peer, method, jvmRoute, why), System.currentTimeMillis());
    }

    void refused(McmpCommands.Sender sender, McmpException refusal) {
        String route = refusal.jvmRoute().isEmpty() ? "" : Quoted.of(refusal.jvmRoute());
        // the text is printable ASCII already
        String why = refusal.detail().isEmpty() ? refusal.mess() : refusal.mess() + "; " + refusal.detail();
        note(sender.host(), sender.method().wireName(), refusal.jvmRoute(), why);
        limit.admit(new Refusal(sender.host(), route, why))
                .ifPresent(leftOut -> LOG.warn(
                        "mcmp {} {}peer={} {}refused: {}",
                        sender.method().wireName(),
                        route.isEmpty() ? "" : "jvmroute=" + route + " ",
                        sender.peer(),
                        shown(leftOut),
                        why));
    }

    void refused(McmpCommands.Sender sender, MessageBody.Refused refusal) {
        McmpMethod method = sender.method();
        String why = String.valueOf(refusal.getMessage());
        note(sender.host(), method.wireName(), "", why);
        limit.admit(new Refusal(sender.host(), "", why))
                .ifPresent(leftOut -> LOG.warn(
                        "mcmp {} peer={} {}status={} refused: {}",
                        method.wireName(),
                        sender.peer(),
                        shown(leftOut),
                        refusal.statusCode(),
                        why));
    }

    void stranger(String host) {
        note(host, "", "", "not in mcmp.allow");
        limit.admit(new Refusal(host, "", "not in mcmp.allow"))
                .ifPresent(leftOut -> LOG.warn("mcmp peer={} {}refused: not in mcmp.allow", host, shown(leftOut)));
    }

    private static String shown(long leftOut) {
        return leftOut == 0 ? "" : "left_out=" + leftOut + " ";
    }
}
