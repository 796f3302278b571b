package io.modcluster.balancer.transport;

/** How the length of a request body is told. */
public enum BodyFraming {
    /** There is no body. */
    NONE,
    /** By the Content-Length among the headers. */
    LENGTH,
    /** By the end of the stream: the length is not known before. */
    STREAM
}
