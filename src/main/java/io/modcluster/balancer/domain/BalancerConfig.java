package io.modcluster.balancer.domain;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Settings shared by the nodes of one balancer name. The CONFIG received last sets them for all of them (MCMP §2.1).
 *
 * @param name        lower-cased, not empty
 * @param sticky      session settings
 * @param waitWorker  how long a request waits for a usable node before 503. Default 0
 * @param maxAttempts further tries after the first, if the node said so
 */
public record BalancerConfig(String name, StickySession sticky, Duration waitWorker, OptionalInt maxAttempts) {
    /** Name of the balancer of nodes that name none, unless configured otherwise. */
    public static final String DEFAULT_NAME = "mycluster";
    /** What DUMP shows when no node said otherwise: the default of MCMP. */
    public static final int SHOWN_MAX_ATTEMPTS = 1;
    /** Lower-cases the name, as the reference does. */
    public BalancerConfig {
        name = name.toLowerCase(Locale.ROOT);
    }

    /** A balancer of this name with the defaults of MCMP. */
    public static BalancerConfig named(String name) {
        return new BalancerConfig(name, StickySession.DEFAULT, Duration.ZERO, OptionalInt.empty());
    }
}
