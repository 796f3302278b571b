package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;

/** The packets to a node that are no requests, and how long packets are. */
public final class AjpPackets {
    /** What every node takes without being asked, and the least that {@code ajp.packet-size} may be. */
    public static final int SMALLEST = 8 * 1024;
    /** The longest that any node can be set to. */
    public static final int LARGEST = 64 * 1024;

    /** Magic of packets to nodes. */
    static final int TO_NODE = 0x1234;
    /** Magic of packets from nodes: {@code AB}. */
    static final int FROM_NODE = 0x4142;

    /** Magic and length 4, length of the data 2: so 8,192 bytes carry 8,186, which is what nodes ask for. */
    public static final int BODY_OVERHEAD = 6;

    private AjpPackets() {}

    /** Most bytes of a body in a packet of this size. */
    public static int bodyRoom(int packetSize) {
        return packetSize - BODY_OVERHEAD;
    }

    /** Asks whether the node listens; it answers {@link AjpReply.Pong}. */
    public static Buffer ping() {
        return Buffer.buffer(new byte[] {0x12, 0x34, 0, 1, 10});
    }

    /** Tells a node that asks for more that the body has ended. */
    public static Buffer endOfBody() {
        // with the length of the data, which mod_jk leaves out: 12 34 00 00 makes Undertow look into the next packet
        return Buffer.buffer(new byte[] {0x12, 0x34, 0, 2, 0, 0});
    }

    /** Begins a packet with so many bytes of a body; they are to be appended. 1..{@link #bodyRoom}. */
    public static void beginBody(ByteBuf packet, int length) {
        packet.writeShort(TO_NODE).writeShort(length + 2).writeShort(length);
    }
}
