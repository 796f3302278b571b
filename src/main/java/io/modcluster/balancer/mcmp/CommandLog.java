package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per command: who changed what (INFO), who was refused and why (WARN), who said nothing new (DEBUG). */
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

    static void refused(McmpMethod method, String peer, McmpException refusal) {
        // the text is printable ASCII already
        LOG.warn("mcmp {} peer={} refused: {}", method.wireName(), peer, refusal.mess());
    }

    static void refused(McmpMethod method, String peer, MessageBody.Refused refusal) {
        LOG.warn(
                "mcmp {} peer={} status={} refused={}",
                method.wireName(),
                peer,
                refusal.statusCode(),
                Quoted.of(String.valueOf(refusal.getMessage())));
    }

    static void stranger(String peer) {
        LOG.warn("mcmp peer={} refused: not in mcmp.allow (said once a minute for each peer)", peer);
    }

    static void registrySilent(String peer, Throwable cause) {
        LOG.warn("mcmp peer={} registry did not answer: {}", peer, cause.toString());
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
        String what = event.subject() + (event.subject().isEmpty() ? "" : " ") + event.after();
        return event.type().name().toLowerCase(Locale.ROOT) + "(" + Quoted.of(what) + ")";
    }
}
