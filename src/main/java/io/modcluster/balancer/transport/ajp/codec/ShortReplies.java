package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Reads the responses that most are: SEND_HEADERS, SEND_BODY_CHUNK unless there is no body, END_RESPONSE, and all of that, and
 * nothing else, in one read of the network. All others are for {@link AjpReplyDecoder}, which gets the same bytes: so nothing
 * is refused here, and nothing is taken that it would refuse or read otherwise ({@code ShortRepliesTest} compares them). Not
 * thread-safe.
 */
public final class ShortReplies {
    /** Up to here a body is cheaper copied behind its head. */
    public static final int MAX_BODY = 4096;

    private static final int MAX = 2 * MAX_BODY;
    private static final int NO_CONTENT = 204;
    private static final int RESET_CONTENT = 205;
    private static final int NOT_MODIFIED = 304;

    private final ResponseHeads heads;
    private final PacketReader reader;

    /** Of connections to the node whose heads these are. */
    public ShortReplies(ResponseHeads heads) {
        this.heads = heads;
        this.reader = heads.reader();
    }

    /** The response that these bytes are; null, and nothing is read from them, if it takes more than this to tell. */
    public @Nullable ShortReply read(ByteBuf in) {
        int size = in.readableBytes();
        if (size > MAX) {
            return null;
        }
        reader.begin(in, in.readerIndex(), size);
        try {
            return reply(in, size);
        } catch (AjpException incompleteOrWrong) {
            return null;
        }
    }

    private @Nullable ShortReply reply(ByteBuf in, int size) {
        int payload = packet();
        int headEnd = reader.position() + payload;
        if (payload < 1 || headEnd > size || reader.number8() != AjpReplyDecoder.SEND_HEADERS) {
            return null;
        }
        reader.limit(headEnd);
        AjpReply.Head head = heads.read();
        reader.expectEnd();
        reader.limit(size);
        int status = head.status();
        if (status == NO_CONTENT || status == RESET_CONTENT || status == NOT_MODIFIED) {
            return null;
        }
        payload = packet();
        int code = reader.number8();
        int from = reader.position();
        int length = 0;
        if (code == AjpReplyDecoder.SEND_BODY_CHUNK) {
            length = reader.number16();
            int trailer = payload - AjpReplyDecoder.CHUNK_HEADER - length;
            if (length == 0 || length > MAX_BODY || (trailer != 0 && trailer != 1)) {
                return null;
            }
            from = reader.position();
            reader.skip(length + trailer);
            payload = packet();
            code = reader.number8();
        }
        boolean told = head.contentLength() < 0 || head.contentLength() == length;
        if (!told || payload != 2 || code != AjpReplyDecoder.END_RESPONSE) {
            return null;
        }
        boolean reusable = reader.number8() == 1;
        reader.expectEnd();
        ByteBuf body = length == 0 ? Unpooled.EMPTY_BUFFER : in.retainedSlice(in.readerIndex() + from, length);
        return new ShortReply(head, body, reusable);
    }

    /** The length of the packet that begins here; −1 if none does. */
    private int packet() {
        return reader.number16() == AjpPackets.FROM_NODE ? reader.number16() : -1;
    }
}
