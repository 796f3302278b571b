package io.modcluster.balancer.domain.routing;

import java.util.List;

/**
 * What routing looks at in a request.
 *
 * @param host    lower case, without port and trailing dot; empty when the client sent none
 * @param path    decoded, {@code //} merged, without path parameters, starting with {@code /}: what contexts match
 * @param target  the path as the client sent it, with its parameters, for {@code ;jsessionid=…}
 * @param cookies values of the Cookie headers
 * @param fields  what a policy may ask for
 */
public record RequestHead(String host, String path, String target, List<String> cookies, RequestFields fields) {
    /** A request of which no policy asks anything. */
    public RequestHead(String host, String path, String target, List<String> cookies) {
        this(host, path, target, cookies, RequestFields.NONE);
    }
}
