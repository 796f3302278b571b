package io.modcluster.balancer.transport.ajp.codec;

/**
 * What nodes are told about the connection of a client: as bytes, since that is the same for each of its requests. Immutable.
 */
public final class ClientFacts {
    private final String localAddress;
    private final byte[] address;
    private final byte[] attributes;

    private ClientFacts(String localAddress, byte[] address, byte[] attributes) {
        this.localAddress = localAddress;
        this.address = address;
        this.attributes = attributes;
    }

    /**
     * Those of a connection.
     *
     * @param remoteAddress of the client, numeric
     * @param remotePort    of the client, 0 when not known
     * @param localAddress  that the client connected to, empty when not known
     * @throws AjpException when a text cannot be sent
     */
    public static ClientFacts of(String remoteAddress, int remotePort, String localAddress) {
        PacketWriter writer = new PacketWriter(AjpPackets.SMALLEST);
        writer.begin();
        int start = writer.position();
        writer.text(remoteAddress);
        // a name would have to be looked up; null leaves it to the node, whose enableLookups says whether it does
        writer.noText();
        byte[] address = writer.copyFrom(start);
        writer.begin();
        Attributes.request(writer, "AJP_REMOTE_PORT", remotePort == 0 ? "" : Integer.toString(remotePort));
        Attributes.request(writer, "AJP_LOCAL_ADDR", localAddress);
        return new ClientFacts(localAddress, address, writer.copyFrom(start));
    }

    /** That the client connected to, empty when not known. */
    String localAddress() {
        return localAddress;
    }

    /** Address and name of the client, as they stand in front of the header fields. */
    void writeAddress(PacketWriter packet) {
        packet.bytes(address);
    }

    /** The rest, as it stands behind them. */
    void writeAttributes(PacketWriter packet) {
        packet.bytes(attributes);
    }
}
