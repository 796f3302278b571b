package io.modcluster.balancer.event;

/**
 * What a check saw.
 *
 * @param alive       whether the node answered
 * @param detail      what was seen, for people
 * @param unreachable whether it does not even keep a connection open: then it can serve nobody
 */
public record CheckResult(boolean alive, String detail, boolean unreachable) {
    /** Alive, or not to be reached. */
    public CheckResult(boolean alive, String detail) {
        this(alive, detail, !alive);
    }
}
