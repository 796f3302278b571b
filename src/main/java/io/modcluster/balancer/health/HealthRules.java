package io.modcluster.balancer.health;

import io.modcluster.balancer.options.HealthOptions;

/**
 * The numbers of {@code health.*} that decide who is out.
 *
 * @param holdMillis        how long who failed again is out at least
 * @param maxHoldMillis     longest time up to which that doubles
 * @param rise              good looks in a row that take a node back in
 * @param fall              bad looks in a row that take out a node that accepts connections
 * @param maxEjectedPercent share of a balancer's nodes that may be out though they accept connections
 * @param errorPercent      share of failed requests that takes a node out, 0 for never
 * @param errorMin          requests below which the share says nothing
 */
record HealthRules(
        long holdMillis,
        long maxHoldMillis,
        int rise,
        int fall,
        int maxEjectedPercent,
        int errorPercent,
        int errorMin) {
    /** Who was up for so long has no past. Twice the longest default time out: else a slow flapper would never be found out. */
    static final long FORGET_MILLIS = 60_000;

    static HealthRules of(HealthOptions options) {
        return new HealthRules(
                options.getEjectTime().toMillis(),
                Math.max(
                        options.getEjectTime().toMillis(),
                        options.getMaxEjectTime().toMillis()),
                options.getRise(),
                options.getFall(),
                options.getMaxEjectedPercent(),
                options.getErrorPercent(),
                options.getErrorMin());
    }

    /** How long a node is out at least since its last failure, when it has been out so often before. */
    long hold(int before) {
        return before <= 0 ? 0 : Math.min(maxHoldMillis, holdMillis << Math.min(before - 1, 20));
    }
}
