package io.modcluster.balancer.transport.ajp.codec;

/** Header fields as they stand in a packet, to be copied into others. Immutable. */
public final class PackedFields {
    private final byte[] bytes;
    private final int count;

    PackedFields(byte[] bytes, int count) {
        this.bytes = bytes;
        this.count = count;
    }

    /** Writes them, and says how many they are. */
    int write(PacketWriter packet) {
        packet.bytes(bytes);
        return count;
    }
}
