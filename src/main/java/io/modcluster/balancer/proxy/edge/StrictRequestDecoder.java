package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.domain.Token;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Netty's request decoder, made as strict as the strictest of the usual proxies in what only the raw bytes show.
 *
 * <p>Replaces the decoder of vertx-core 5.0.12, whose short cut for common header names leaves out one byte and so reads
 * {@code Content-Xength} as {@code Content-Length} (CVE-2026-102479). Here names are taken as they are: no short cut.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    /** Room for an ordinary header line; grows to the longest line seen on the connection. */
    private static final int INITIAL_LINE_BUFFER = 256;

    private static final String HTTP_VERSION_PREFIX = "HTTP/";

    /** What happens to bytes that arrive. */
    enum Intake {
        /** They are decoded. */
        OPEN,
        /** They wait: the request before them has no answer yet, and that answer may be the last. */
        HELD,
        /** They are thrown away: the connection is ending. */
        DISCARDED
    }

    private final int maxHeaders;
    private Intake intake = Intake.OPEN;
    private int headers;
    private int headsLeft = Integer.MAX_VALUE;
    private int expectedStart;
    private boolean lineRead;

    /** Cuts bodies into pieces of {@code maxPiece} bytes at most; pieces are as long as what was read at once. */
    StrictRequestDecoder(EdgeLimits limits, int maxPiece) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxInitialLine())
                .setMaxHeaderSize(limits.maxHeaderBlock())
                .setInitialBufferSize(INITIAL_LINE_BUFFER)
                .setMaxChunkSize(maxPiece)
                // both are system properties in Netty; a proxy cannot leave them to the environment
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
        this.maxHeaders = limits.maxHeaders();
    }

    /** Whether a part of a request head has been received that counts; blank lines before it do not. */
    boolean isInsideHead() {
        return intake != Intake.DISCARDED && (lineRead || actualReadableBytes() > 0);
    }

    Intake intake() {
        return intake;
    }

    void setIntake(Intake intake) {
        this.intake = intake;
    }

    /** Decodes what was held, as if it had arrived now. Not from within a read. */
    void resume(ChannelHandlerContext ctx) throws Exception {
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        if (intake == Intake.OPEN) {
            super.decode(ctx, bytes, out);
        } else if (intake == Intake.DISCARDED) {
            bytes.skipBytes(bytes.readableBytes());
        }
    }

    /** Tells the decoder that its last head went out; {@link #isInsideHead} starts anew. Whether it was the last one. */
    boolean headPassed() {
        lineRead = false;
        return --headsLeft == 0;
    }

    /** So many heads are the most. */
    void limitHeads(int most) {
        headsLeft = most;
    }

    /** The end of input would have what is held decoded now, and thrown away; the watch knows what to do with it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** When Vert.x turns the connection into a tunnel it removes the decoder by name; the watch has no business there. */
    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        if (ctx.pipeline().get(ConnectionWatch.class) != null) {
            ctx.pipeline().remove(ConnectionWatch.class);
        }
        super.handlerRemoved0(ctx);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        requireSeparator(line, start, 0);
        for (int i = start; i < start + length; i++) {
            if (!Token.isTokenChar(line[i] & 0xff)) {
                throw new BadRequest(400, "method is not a token");
            }
        }
        expectedStart = start + length + 1;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        requireSeparator(line, start, expectedStart);
        expectedStart = start + length + 1;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        requireSeparator(line, start, expectedStart);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    /** RFC 9112 §3: single spaces. Netty also takes runs of them, TAB, VT, FF and a bare CR, and blanks in front. */
    private static void requireSeparator(byte[] line, int start, int expected) {
        if (start != expected || (start > 0 && line[start - 1] != ' ')) {
            throw new BadRequest(400, "request line must be three words separated by single spaces");
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        lineRead = true;
        headers = 0;
        return new DefaultHttpRequest(
                versionOf(initialLine[2]),
                HttpMethod.valueOf(initialLine[0]),
                initialLine[1],
                // Vert.x reads its own multimap without an adapter; its public type does not tell that it is Netty's
                // too
                (HttpHeaders) io.vertx.core.http.HttpHeaders.headers());
    }

    /** Netty's own says HTTP/1.0, and so would the answer. */
    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                "/bad-request",
                Unpooled.EMPTY_BUFFER,
                (HttpHeaders) io.vertx.core.http.HttpHeaders.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    private static HttpVersion versionOf(String version) {
        if (HttpVersion.HTTP_1_1.text().equals(version)) {
            return HttpVersion.HTTP_1_1;
        }
        if (HttpVersion.HTTP_1_0.text().equals(version)) {
            return HttpVersion.HTTP_1_0;
        }
        boolean wellFormed = version.length() == 8
                && version.startsWith(HTTP_VERSION_PREFIX)
                && Character.isDigit(version.charAt(5))
                && version.charAt(6) == '.'
                && Character.isDigit(version.charAt(7));
        throw wellFormed
                ? new BadRequest(505, "only HTTP/1.0 and HTTP/1.1 are spoken here")
                : new BadRequest(400, "request line does not end with an HTTP version");
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (++headers > maxHeaders) {
            throw new BadRequest(431, "too many header lines");
        }
        if (length == 0) {
            throw new BadRequest(400, "empty header name");
        }
        for (int i = start; i < start + length; i++) {
            if (!Token.isTokenChar(line[i] & 0xff)) {
                throw new BadRequest(400, "header name is not a token");
            }
        }
        return new AsciiString(line, start, length, true);
    }
}
