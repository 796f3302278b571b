package io.modcluster.balancer.proxy.edge.codec;

/** The protocol a request came in; decides which framing and Host rules hold. */
public enum Protocol {
    /** HTTP/1.0: no {@code Transfer-Encoding} (RFC 9112 §6.1); {@code Host} may be missing. */
    HTTP_1_0,
    /** HTTP/1.1: exactly one {@code Host} (RFC 9112 §3.2). */
    HTTP_1_1,
    /** HTTP/2: {@code :authority} stands for {@code Host}; frames, not headers, delimit the body. */
    HTTP_2
}
