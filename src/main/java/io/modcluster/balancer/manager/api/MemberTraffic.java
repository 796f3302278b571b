package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.metrics.RecentTraffic;
import io.modcluster.balancer.metrics.RecentTraffic.Window;
import io.modcluster.balancer.metrics.TrafficTotals;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What one member says of its traffic, as it goes between members. Answers come from other processes, perhaps of another
 * version: what is missing or wrong in one counts as nothing.
 *
 * @param inFlight  requests that are under way there
 * @param now       the last ten seconds, or a little more
 * @param minute    the last minute, or a little more
 * @param steps     the last minutes in steps of {@link RecentTraffic#STEP}, the oldest first
 * @param unreached JVMRoutes of nodes that it does not reach
 */
public record MemberTraffic(long inFlight, Window now, Window minute, List<Window> steps, List<String> unreached) {
    private static final Duration NOW = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_STEPS = 100;
    private static final int MAX_NODES = 10_000;
    private static final Window NOTHING = new Window(0, TrafficTotals.NONE);

    /** Copies its lists. */
    public MemberTraffic {
        steps = List.copyOf(steps);
        unreached = List.copyOf(unreached);
    }

    /** That of this member. */
    public static MemberTraffic of(RecentTraffic traffic, Collection<String> unreached) {
        return new MemberTraffic(
                traffic.inFlight(),
                traffic.last(NOW),
                traffic.last(MINUTE),
                traffic.steps(),
                unreached.stream().sorted().limit(MAX_NODES).toList());
    }

    /** What {@link #toJson} wrote. */
    static MemberTraffic of(JsonObject said) {
        List<Window> steps = new ArrayList<>();
        for (Object step : array(said, "steps", MAX_STEPS)) {
            steps.add(window(step));
        }
        return new MemberTraffic(
                number(said, "inFlight"),
                window(said.getValue("now")),
                window(said.getValue("minute")),
                steps,
                unreachedOf(said));
    }

    /** JVMRoutes of nodes that a member which says so does not reach. */
    static List<String> unreachedOf(JsonObject said) {
        List<String> unreached = new ArrayList<>();
        for (Object route : array(said, "unreached", MAX_NODES)) {
            if (route instanceof String text) {
                unreached.add(text);
            }
        }
        return unreached;
    }

    /** For the other members. */
    public JsonObject toJson() {
        JsonArray all = new JsonArray();
        steps.forEach(step -> all.add(json(step)));
        return new JsonObject()
                .put("inFlight", inFlight)
                .put("now", json(now))
                .put("minute", json(minute))
                .put("steps", all)
                .put("unreached", new JsonArray(unreached));
    }

    private static JsonObject json(Window window) {
        TrafficTotals counted = window.counted();
        return new JsonObject()
                .put("seconds", window.seconds())
                .put("errors", counted.errors())
                .put("bytes", counted.bytes())
                .put("times", new JsonArray(counted.times()));
    }

    private static Window window(Object said) {
        if (!(said instanceof JsonObject json)
                || !(json.getValue("seconds") instanceof Number seconds)
                || !(seconds.doubleValue() > 0)) {
            return NOTHING;
        }
        List<Long> times = new ArrayList<>();
        for (Object count : array(json, "times", MAX_STEPS)) {
            times.add(count instanceof Number number ? Math.max(0, number.longValue()) : Long.valueOf(0));
        }
        TrafficTotals counted = new TrafficTotals(number(json, "errors"), number(json, "bytes"), times);
        return new Window(seconds.doubleValue(), counted);
    }

    private static long number(JsonObject json, String field) {
        return json.getValue(field) instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }

    private static JsonArray array(JsonObject json, String field, int most) {
        return json.getValue(field) instanceof JsonArray array && array.size() <= most ? array : new JsonArray();
    }
}
