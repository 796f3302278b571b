package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ajp.codec.AjpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * The way to a node on one connection, and how much the node takes at once. Belongs to one event loop.
 *
 * <p>It writes below the socket of Vert.x: so a body goes as it was read of the client, without a copy, and all that is
 * said while replies are being read goes in one call of the system.
 */
final class PacketOutput {
    /** A node takes so much of a body without having asked, whatever its packet size. */
    private static final int MOST_UNASKED = AjpPackets.bodyRoom(AjpPackets.SMALLEST);

    private static final int MOST = AjpPackets.bodyRoom(AjpPackets.LARGEST);

    /** A node that asks for a packet when it has read the one before leaves one or two of them in here. */
    private static final int MOST_UNREAD = 8 * AjpPackets.LARGEST;

    private final ChannelHandlerContext channel;
    private int mostUnasked = MOST_UNASKED;
    private boolean held;
    private boolean unflushed;

    PacketOutput(NetSocket socket) {
        this(((NetSocketInternal) socket).channelHandlerContext());
    }

    PacketOutput(ChannelHandlerContext channel) {
        this.channel = channel;
    }

    /**
     * The node asks for so much of a body; how much of that a packet may have. What the process at the other end takes when it
     * asks it takes unasked, too.
     */
    int asked(int most) {
        int room = Math.min(most, MOST);
        mostUnasked = Math.max(mostUnasked, room);
        return room;
    }

    /** How much of a body the first packet may have, which goes before the node asks. */
    int mostUnasked() {
        return mostUnasked;
    }

    /** Where a packet of a body begins: behind the head if that is still to go. It has room for so many bytes of the body. */
    ByteBuf front(@Nullable ByteBuf head, int room) {
        int needed = AjpPackets.BODY_OVERHEAD + room;
        return head == null ? channel.alloc().directBuffer(needed) : head.ensureWritable(needed);
    }

    void write(Buffer packet) {
        write(((BufferInternal) packet).getByteBuf());
    }

    /** Sends a packet, which is given away. */
    @SuppressWarnings("FutureReturnValueIgnored") // a failure passes the handlers of the socket
    void write(ByteBuf packet) {
        if (held) {
            unflushed = true;
            channel.write(packet, channel.voidPromise());
        } else {
            channel.writeAndFlush(packet, channel.voidPromise());
        }
    }

    /** A part of what {@link #flush} sends, which is given away. */
    @SuppressWarnings("FutureReturnValueIgnored") // as above
    void add(ByteBuf part) {
        unflushed = true;
        channel.write(part, channel.voidPromise());
    }

    void flush() {
        if (!held && unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /** Whether far more waits here than a node leaves that reads what it has asked for. */
    boolean isUnread() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > MOST_UNREAD;
    }

    /** Memory for packets. */
    ByteBufAllocator memory() {
        return channel.alloc();
    }

    /** Keeps packets back until {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        flush();
    }

    /** Calls back when all that the event loop has read at this moment was looked at. */
    void soon(Runnable then) {
        channel.executor().execute(then);
    }
}
