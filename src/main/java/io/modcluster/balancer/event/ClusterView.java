package io.modcluster.balancer.event;

import java.util.List;

/**
 * How this member stands to the others at one moment.
 *
 * @param clustered whether it is meant to have others at all
 * @param member    its own name among them
 * @param present   names of the others that are there
 * @param missing   names of others that went away without a word within the last hour
 * @param upToDate  whether the table here is known not to lag behind that of the others: not so for a moment after this
 *                  process stood still
 */
public record ClusterView(
        boolean clustered, String member, List<String> present, List<String> missing, boolean upToDate) {
    /** Copies its lists. */
    public ClusterView {
        present = List.copyOf(present);
        missing = List.copyOf(missing);
    }
}
