package io.modcluster.balancer.proxy.edge.codec;

/**
 * One step of the way that a request came, as the one who received it there tells.
 *
 * @param address IP address that it came from, without brackets, port and zone
 * @param scheme  {@code http} or {@code https}; empty when not said
 * @param host    Host that the request had there; empty when not said
 */
public record Hop(String address, String scheme, String host) {}
