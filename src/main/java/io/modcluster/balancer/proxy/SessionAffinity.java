package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.domain.routing.SessionId;
import io.modcluster.balancer.metrics.AffinityCounters;
import io.modcluster.balancer.metrics.AffinityCounters.AffinityCounter;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * What is done about sessions when a node answers: counting, and setting the balancer's cookie where it does not name the node
 * yet. Belongs to one event loop.
 */
final class SessionAffinity {
    private final ConfiguredBalancing balancing;
    private final AffinityCounters counters;

    SessionAffinity(ConfiguredBalancing balancing, AffinityCounters counters) {
        this.balancing = balancing;
        this.counters = counters;
    }

    /**
     * A node answered.
     *
     * @param client where the request came from
     * @param to  the header fields for the client, with those of the node in it
     */
    void answered(Chosen chosen, ClientOrigin client, MultiMap to) {
        String balancer = chosen.balancer().name();
        AffinityCounter counter = counters.of(balancer, chosen.context());
        switch (chosen.affinity()) {
            case HIT -> counter.hit();
            case MOVED -> counter.moved();
            case NONE -> counter.fresh();
        }
        Selection.OwnCookie own = chosen.cookie();
        MadeCookie cookie = own == null ? null : balancing.cookieOf(balancer);
        if (own == null || cookie == null) {
            return;
        }
        StickySession sticky = chosen.balancer().sticky();
        // only what a node says: a client may bring any session, one of another context of the host or one it made up
        if (setsRoute(to, sticky.cookie(), chosen.node().route().value())) {
            counter.sawOwnSession();
        } else if (!own.told() && !counter.hasOwnSessions()) {
            to.add(
                    HttpHeaders.SET_COOKIE,
                    cookie.setCookie(balancer, chosen.node().route().value(), chosen.context(), client.secure()));
        }
    }

    /** A request goes to a node: if that is drained its session is counted, which may be one by the balancer's cookie alone. */
    static void goes(Chosen chosen, NodeCounter counter) {
        if (counter.sessions() == null) {
            return;
        }
        Selection.OwnCookie own = chosen.cookie();
        SessionId session = chosen.session();
        if (own != null && own.named()) {
            // its route is in the cookie, not in its id
            String id = session == null ? "" : session.bareId();
            session = new SessionId(id, chosen.node().route().value());
        }
        counter.saw(session, chosen.context());
    }

    /**
     * Names of the cookies to cut out of a request that must not bring its session along (MCMP: StickySessionRemove): that of
     * the session, and the balancer's own.
     */
    static List<String> toForget(Chosen chosen) {
        if (!chosen.dropSession()) {
            return List.of();
        }
        Selection.OwnCookie own = chosen.cookie();
        String session = chosen.balancer().sticky().cookie();
        return own == null ? List.of(session) : List.of(session, own.name());
    }

    /** Whether the node sets a session cookie that names it. */
    private static boolean setsRoute(MultiMap to, String name, String route) {
        if (!to.contains(HttpHeaders.SET_COOKIE)) {
            return false;
        }
        List<String> fields = to.getAll(HttpHeaders.SET_COOKIE);
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            if (field.startsWith(name) && field.startsWith("=", name.length())) {
                int end = field.indexOf(';');
                String value = field.substring(name.length() + 1, end < 0 ? field.length() : end);
                int dot = value.indexOf('.');
                if (dot >= 0 && value.startsWith(route, dot + 1)) {
                    return true;
                }
            }
        }
        return false;
    }
}
