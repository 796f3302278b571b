package io.modcluster.balancer.transport;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The head of a node's final response, and its body.
 *
 * @param status   200..599
 * @param reason   reason phrase, may be empty; no control characters
 * @param headers  header fields as the node sent them, hop-by-hop ones included; valid names and values
 * @param body     flows at once: handlers must be set, or it must be paused, before the caller returns. Its exception handler
 *                 is called when the body is cut; then what came is not the whole
 * @param trailers to be asked when the body has ended: the trailer fields as the node sent them; valid names and values
 * @param direct   another way to the pieces of the body, or null where there is none
 */
public record NodeResponse(
        int status,
        String reason,
        MultiMap headers,
        ReadStream<Buffer> body,
        Supplier<MultiMap> trailers,
        @Nullable DirectBody direct) {
    /** A response whose body comes one way only. */
    public NodeResponse(
            int status, String reason, MultiMap headers, ReadStream<Buffer> body, Supplier<MultiMap> trailers) {
        this(status, reason, headers, body, trailers, null);
    }

    /** A response of a protocol that has no trailers. */
    public NodeResponse(int status, String reason, MultiMap headers, ReadStream<Buffer> body) {
        this(status, reason, headers, body, MultiMap::caseInsensitiveMultiMap);
    }
}
