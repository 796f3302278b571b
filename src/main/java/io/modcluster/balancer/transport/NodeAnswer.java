package io.modcluster.balancer.transport;

import io.vertx.core.MultiMap;

/**
 * Told what a node makes of a request, on the event loop of its exchange: {@link #responded} or {@link #failed} once, unless
 * the exchange was cancelled.
 */
public interface NodeAnswer {
    /** The head of the final response; its body flows at once. */
    void responded(NodeResponse response);

    /** There is none. */
    void failed(NodeException failure);

    /** A 100 (Continue), or another way to ask for the body. */
    void continued();

    /** A 103 (Early Hints), ten at most; the fields are valid. */
    void hinted(MultiMap fields);
}
