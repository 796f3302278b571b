package io.modcluster.balancer.event;

/**
 * What a check saw.
 *
 * @param alive  whether the node answered
 * @param detail what was seen, for people
 */
public record CheckResult(boolean alive, String detail) {}
