package io.modcluster.balancer.metrics;

import io.modcluster.balancer.domain.routing.SessionId;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sessions of a node that is drained, by context. May be used from any thread; time is an argument. */
public final class WatchedSessions {
    /** As many contexts of a node as are usual; more are counted as one. */
    private static final int MAX_CONTEXTS = 200;

    private static final String OTHERS = "";

    private final long startMillis;
    private final Map<String, SessionSketch> byContext = new ConcurrentHashMap<>();

    WatchedSessions(long nowMillis) {
        this.startMillis = nowMillis;
    }

    /** A request of a session goes to the node; those without a route are nobody's. */
    void saw(SessionId session, String context, long nowMillis) {
        if (session.route() != null) {
            sketchOf(context).saw(session.bareId(), nowMillis);
        }
    }

    private SessionSketch sketchOf(String context) {
        SessionSketch sketch = byContext.get(context);
        if (sketch != null) {
            return sketch;
        }
        String key = byContext.size() < MAX_CONTEXTS ? context : OTHERS;
        return byContext.computeIfAbsent(key, missing -> new SessionSketch(startMillis));
    }

    /** Adds what was hit since then, in one context or, for null, in all. */
    public void addTo(BitSet bits, @Nullable String context, long sinceMillis) {
        byContext.forEach((path, sketch) -> {
            if (context == null || context.equals(path) || path.equals(OTHERS)) {
                sketch.addTo(bits, sinceMillis);
            }
        });
    }

    /** When a session was seen last in this context or, for null, in any; when watching began if none was. */
    public long lastMillis(@Nullable String context) {
        long last = startMillis;
        for (Map.Entry<String, SessionSketch> entry : byContext.entrySet()) {
            if (context == null
                    || context.equals(entry.getKey())
                    || entry.getKey().equals(OTHERS)) {
                last = Math.max(last, entry.getValue().lastMillis());
            }
        }
        return last;
    }
}
