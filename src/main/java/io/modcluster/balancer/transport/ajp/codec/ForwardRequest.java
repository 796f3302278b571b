package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request to a node (AJP/1.3 FORWARD_REQUEST): begun, filled with header fields, ended, then begun anew. What
 * becomes an attribute is in {@link Attributes} and nowhere else: nothing that a client sends can become one. Not thread-safe.
 */
public final class ForwardRequest {
    /** Length of a body that is told by its end. */
    public static final long UNKNOWN = -1;

    private static final int FORWARD_REQUEST = 2;
    private static final byte[] PROTOCOL = "\0\u0008HTTP/1.1\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
    private static final AsciiString CHUNKED = AsciiString.cached("chunked");
    private static final String NO_METHOD = "";

    private final PacketWriter packet;
    private final String route;
    private final String secret;
    private byte @Nullable [] node;
    private @Nullable ClientFacts client;
    private @Nullable TlsFacts tls;
    private @Nullable String contentLength;
    private String storedMethod = NO_METHOD;
    private String target = "";
    private int question;
    private int counter;
    private int count;

    /**
     * Requests to one node.
     *
     * @param packetSize longest packet
     * @param route      JVMRoute of the node
     * @param secret     that the node wants, empty for none
     */
    public ForwardRequest(int packetSize, String route, String secret) {
        this.packet = new PacketWriter(packetSize);
        this.route = route;
        this.secret = secret;
    }

    /**
     * Begins a request; what was there of another one is forgotten.
     *
     * @param method     as the client sent it
     * @param target     path, and query behind the first {@code ?}
     * @param client     whose it is
     * @param serverName that the client meant; empty for the address that it connected to
     * @param serverPort that the client meant
     * @param tls        of the client's connection, null when it is in clear
     * @throws AjpException when it would be longer than it may be, or a text cannot be sent; so do those that follow
     */
    public void begin(
            String method,
            String target,
            ClientFacts client,
            String serverName,
            int serverPort,
            @Nullable TlsFacts tls) {
        int methodCode = RequestCodes.ofMethod(method);
        this.storedMethod = methodCode == RequestCodes.STORED_METHOD ? method : NO_METHOD;
        this.target = target;
        this.question = target.indexOf('?');
        this.client = client;
        this.tls = tls;
        this.contentLength = null;
        this.count = 0;
        packet.begin();
        packet.number8(FORWARD_REQUEST);
        packet.number8(methodCode);
        packet.bytes(PROTOCOL);
        packet.text(target, 0, question < 0 ? target.length() : question);
        client.writeAddress(packet);
        packet.text(serverName.isEmpty() ? client.localAddress() : serverName);
        packet.number16(serverPort);
        packet.number8(tls == null ? 0 : 1);
        counter = packet.position();
        packet.number16(0);
    }

    /**
     * A header field. Content-Length and Transfer-Encoding are not sent, they follow from the length at the {@link #end}; nor
     * is what looks like an attribute.
     */
    public void add(CharSequence name, CharSequence value) {
        int length = name.length();
        if (length == CONTENT_LENGTH.length() && CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
            contentLength = value.toString();
        } else if (length == TRANSFER_ENCODING.length() && TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
            return;
        } else if (!PosingHeaders.contain(name)) {
            int code = RequestCodes.ofHeader(name);
            if (code == 0) {
                packet.name(name);
            } else {
                packet.number16(code);
            }
            packet.text(value);
            count++;
        }
    }

    /** Some more. */
    public void addAll(PackedFields fields) {
        count += fields.write(packet);
    }

    /** Where the next field goes, for {@link #since}. */
    public int position() {
        return packet.position();
    }

    /** How many fields were added, for {@link #since}. */
    public int count() {
        return count;
    }

    /** The fields that were added since those two. */
    public PackedFields since(int position, int countThen) {
        return new PackedFields(packet.copyFrom(position), count - countThen);
    }

    /** What was added as Content-Length last, null for nothing. */
    public @Nullable String contentLength() {
        return contentLength;
    }

    /**
     * Ends it. The packet belongs to the caller.
     *
     * @param length of the body; 0 for none, {@link #UNKNOWN} when only its end will tell
     */
    public ByteBuf end(long length, ByteBufAllocator memory) {
        ClientFacts told = client;
        if (told == null) {
            throw new IllegalStateException("no request was begun");
        }
        count += framing(length);
        packet.number16At(counter, count);
        Attributes.query(packet, target, question);
        packet.bytes(node());
        told.writeAttributes(packet);
        Attributes.tls(packet, tls);
        Attributes.end(packet, storedMethod);
        client = null;
        tls = null;
        return packet.toPacket(memory);
    }

    /**
     * Exactly one word about the length: a node that reads another length than was meant takes what follows for a request
     * (CVE-2022-26377).
     */
    private int framing(long length) {
        if (length == UNKNOWN) {
            // without it Undertow takes the request for one without a body; Tomcat asks for it in any case
            packet.name(TRANSFER_ENCODING);
            packet.text(CHUNKED);
            return 1;
        }
        if (length > 0 || "0".equals(contentLength)) {
            packet.number16(RequestCodes.CONTENT_LENGTH);
            packet.text(Long.toString(length));
            return 1;
        }
        return 0;
    }

    /** Each time when it cannot be written, for each request is refused then. */
    private byte[] node() {
        byte[] known = node;
        if (known == null) {
            PacketWriter writer = new PacketWriter(AjpPackets.LARGEST);
            writer.begin();
            int start = writer.position();
            Attributes.node(writer, route, secret);
            known = writer.copyFrom(start);
            node = known;
        }
        return known;
    }

    /** Without headers, which may be secrets of the client, and without that of the node. */
    @Override
    public String toString() {
        return "requests for " + route;
    }
}
