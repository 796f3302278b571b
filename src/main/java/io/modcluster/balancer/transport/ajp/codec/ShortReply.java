package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;

/**
 * A response that was read as a whole.
 *
 * @param head     its status has a body
 * @param body     all of it, which belongs to the caller; as long as the head says, if that says so
 * @param reusable whether the connection may be used again
 */
public record ShortReply(AjpReply.Head head, ByteBuf body, boolean reusable) {}
