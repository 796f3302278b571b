package io.modcluster.balancer.event;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Events about members of the cluster as others hear them on the bus. Fields: {@code v} (1), {@code type} ({@link Type} in
 * lower case), {@code id} (no other event has it), {@code ts} (milliseconds since 1970, by the clock of who tells it),
 * {@code balancer} (name of the member it is about), {@code member} (its name in the cluster, another one after each start).
 * Fields may be added.
 */
public final class BalancerEventJson {
    /** Stands between the name of a balancer and what makes its name in the cluster its own; no name has it. */
    public static final char NAME_END = '~';

    private BalancerEventJson() {}

    /** The name of the balancer that has this name in the cluster. */
    static String nameOf(String member) {
        int end = member.lastIndexOf(NAME_END);
        return end < 0 ? member : member.substring(0, end);
    }

    /** What happened to a member. */
    public enum Type {
        /** It joined; told by itself. */
        BALANCER_JOINED,
        /** It is about to leave; told by itself. */
        BALANCER_LEAVING,
        /** It was not heard of for some seconds; told by one of the others. */
        BALANCER_LOST,
        /** It was lost and is heard again; told by the one that told of its loss. */
        BALANCER_FOUND
    }

    /**
     * The JSON of an event.
     *
     * @param member   name in the cluster
     * @param name     name of the balancer
     * @param nowMillis milliseconds since 1970
     */
    public static JsonObject of(Type type, String member, String name, long nowMillis) {
        String text = type.name().toLowerCase(Locale.ROOT);
        return new JsonObject()
                .put("v", 1)
                .put("type", text)
                .put("id", member + ":" + text + ":" + nowMillis)
                .put("ts", nowMillis)
                .put("balancer", name)
                .put("member", member);
    }
}
