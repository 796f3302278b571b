package io.modcluster.balancer.bench.peers;

/**
 * A load, by name.
 *
 * @param name as arguments and the table have it
 * @param load what clients do
 */
record LoadCase(String name, Load load) {}
