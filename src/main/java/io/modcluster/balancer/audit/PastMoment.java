package io.modcluster.balancer.audit;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What routing knew at a moment of the past, for the code that chooses.
 *
 * @param table who served what
 * @param seen  who was in error for this balancer; nobody when that is not known
 * @param knows whether it is known who was in error
 */
public record PastMoment(RoutingTable table, Reachability seen, boolean knows) {
    /** Made from what is remembered; empty when that does not reach so far. Takes long with many nodes: for a worker. */
    public static Optional<PastMoment> at(
            long millis, TableHistory history, ReachabilityHistory reachability, VirtualHostMode mode) {
        return history.at(millis).map(nodes -> {
            RoutingTableBuilder builder = new RoutingTableBuilder(mode);
            nodes.values().forEach(builder::put);
            builder.forgetDeparted(millis * 1000);
            Optional<Reachability> seen = reachability.at(millis);
            return new PastMoment(builder.build(), seen.orElse(Reachability.ALL_UP), seen.isPresent());
        });
    }

    /**
     * A time as people write it: milliseconds since 1970, or {@code 2026-11-21T10:15:30Z}. Fails with
     * {@link IllegalArgumentException}, whose text is for them.
     *
     * @param name of what it is the value of
     */
    public static long millisOf(String name, String text) {
        try {
            boolean number = text.length() <= 15 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return number ? Long.parseLong(text) : Instant.parse(text).toEpochMilli();
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException wrong) {
            throw new IllegalArgumentException(name + ": " + Quoted.of(text)
                    + " (expected: milliseconds since 1970, or a time such as 2026-11-21T10:15:30Z)");
        }
    }
}
