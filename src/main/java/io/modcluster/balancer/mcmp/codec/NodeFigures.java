package io.modcluster.balancer.mcmp.codec;

/**
 * What INFO shows of the traffic of a node (MCMP §2.7).
 *
 * @param elected     requests that went to it
 * @param read        bytes of response bodies received from it
 * @param transferred bytes of request bodies sent to it
 * @param connected   requests that it is busy with
 */
public record NodeFigures(long elected, long read, long transferred, int connected) {}
