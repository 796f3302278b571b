package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** A response to a client that takes fields and bytes as they are, which saves a copy of each. */
public interface DirectResponse {
    /**
     * From now on these are its header fields, and {@code headers()} gives them; what was set before is gone. To be called
     * before the head is written.
     *
     * @param fields of {@code HttpHeaders.headers()}: valid names and values, in the order to send them; its own from now on
     */
    void takeFields(MultiMap fields);

    /** Ends it as {@code end} does, with these bytes, which it takes over. */
    Future<Void> endWith(ByteBuf body);
}
