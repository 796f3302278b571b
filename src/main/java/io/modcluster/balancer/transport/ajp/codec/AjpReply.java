package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.List;

/** What a node says. */
public sealed interface AjpReply {
    /**
     * Status and headers (SEND_HEADERS).
     *
     * @param status        200..599
     * @param reason        without control characters; empty if there is none; Tomcat repeats the status
     * @param headers       names are tokens, values without control characters
     * @param contentLength that a header tells, or −1
     */
    record Head(int status, String reason, List<Header> headers, long contentLength) implements AjpReply {}

    /** One header line. Its texts never change, may be those of other responses, too, and have one byte for each character. */
    record Header(AsciiString name, AsciiString value) {}

    /** The next bytes of the body (SEND_BODY_CHUNK, or as much of it as has come); never empty, and to be released. */
    record Body(ByteBuf data) implements AjpReply {}

    /** The node wants the next bytes of the request's body, so many at most (GET_BODY_CHUNK). */
    record BodyWanted(int most) implements AjpReply {}

    /** The response is complete (END_RESPONSE), and the connection may be used again or not. */
    record End(boolean reusable) implements AjpReply {}

    /** The node listens (CPONG). */
    record Pong() implements AjpReply {}
}
