package io.modcluster.balancer.proxy.edge;

import io.vertx.core.MultiMap;

/** A response to a client that can be given its header fields as they are, which saves a copy of each. */
public interface FieldsTaker {
    /**
     * From now on these are its header fields, and {@code headers()} gives them; what was set before is gone. To be called
     * before the head is written.
     *
     * @param fields valid names and values, in the order to send them; the response's own from now on
     */
    void takeFields(MultiMap fields);
}
