package io.modcluster.balancer.proxy.edge.codec;

/** What to do with {@code %2f} and {@code %5c} in a path: nodes disagree whether they separate segments. */
public enum EncodedSlashes {
    /** Answered with 400, as Tomcat and Undertow do themselves. Default. */
    REFUSE,
    /**
     * Forwarded unchanged. In the match path they stay encoded, so they never separate segments there; a dot segment
     * beside one is still refused.
     */
    PASS
}
