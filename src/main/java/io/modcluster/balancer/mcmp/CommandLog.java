package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per command: who changed what (INFO), who said nothing new (DEBUG). {@link RefusalLog} has who was refused. */
final class CommandLog {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLog.class);
    /** A CONFIG can change twenty thousand rows; one line names the first few. */
    private static final int MAX_NAMED = 5;

    private CommandLog() {}

    static void changed(McmpMethod method, JvmRoute route, String peer, Transition.Changed change) {
        if (change.events().isEmpty()) {
            LOG.debug("mcmp {} jvmroute={} peer={} effect=none", method.wireName(), Quoted.of(route.value()), peer);
        } else if (LOG.isInfoEnabled()) {
            LOG.info(
                    "mcmp {} jvmroute={} peer={} effect={}",
                    method.wireName(),
                    Quoted.of(route.value()),
                    peer,
                    effect(change));
        }
        if (!change.events().isEmpty()) {
            warnOfAliasesThatMatchNothing(route, change);
        }
    }

    /** Such as {@code shop.*.example}: kept and shown as the reference does, and no request will ever find it. */
    private static void warnOfAliasesThatMatchNothing(JvmRoute route, Transition.Changed change) {
        List<Alias> useless = change.touched().stream()
                .map(ContextKey::alias)
                .filter(alias -> !alias.canMatch())
                .distinct()
                .toList();
        if (!useless.isEmpty()) {
            LOG.warn(
                    "alias matches no request jvmroute={} aliases={} first={} expected=\"{}\"",
                    Quoted.of(route.value()),
                    useless.size(),
                    Quoted.of(useless.get(0).value()),
                    "a host name as clients send it, without port, *.name or *");
        }
    }

    static void didNotFit(McmpMethod method, JvmRoute route, String peer, Transition.Changed change) {
        LOG.warn(
                "mcmp {} jvmroute={} peer={} not_stored={} first={}",
                method.wireName(),
                Quoted.of(route.value()),
                peer,
                change.overflow().size(),
                Quoted.of(change.overflow().get(0).value()));
    }

    static void status(JvmRoute route, String peer, String load, boolean ok) {
        LOG.debug("mcmp STATUS jvmroute={} peer={} load={} ok={}", Quoted.of(route.value()), peer, load, ok);
    }

    static void bug(McmpMethod method, String peer, Throwable cause) {
        LOG.error("mcmp {} peer={} failed", method.wireName(), peer, cause);
    }

    private static String effect(Transition.Changed change) {
        String named = change.events().stream()
                .limit(MAX_NAMED)
                .map(CommandLog::effect)
                .collect(Collectors.joining(","));
        int more = change.events().size() - MAX_NAMED;
        return more > 0 ? named + ",and_" + more + "_more" : named;
    }

    private static String effect(NodeEvent event) {
        String what =
                switch (event.type()) {
                    // its subject is the reason, which is the method
                    case NODE_REMOVED -> event.before();
                    case CONTEXT_CHANGED ->
                        event.subject() + " "
                                + (event.after().isEmpty() ? ContextStatus.REMOVED.name() : event.after());
                    default -> event.after();
                };
        return event.type().name().toLowerCase(Locale.ROOT) + "(" + Quoted.of(what) + ")";
    }
}
