package io.modcluster.balancer.proxy.edge.codec;

import java.util.List;

/** A read-only view of the header lines of one request; names are compared without regard to case. */
public interface HeaderLines {
    /** Whether at least one line has this name; asked first because most requests have none of the names in question. */
    boolean has(String name);

    /** The values of all lines with this name in the order received, empty if there is none. */
    List<String> all(String name);
}
