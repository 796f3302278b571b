package io.modcluster.balancer.domain.routing;

import java.util.List;

/**
 * What routing looks at in a request.
 *
 * @param host    lower case, without port and trailing dot; empty when the client sent none
 * @param path    decoded, {@code //} merged, without path parameters, starting with {@code /}: what contexts match
 * @param target  the path as the client sent it, with its parameters, for {@code ;jsessionid=…}
 * @param cookies values of the Cookie headers
 */
public record RequestHead(String host, String path, String target, List<String> cookies) {}
