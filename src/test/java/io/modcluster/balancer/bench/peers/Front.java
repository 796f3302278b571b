package io.modcluster.balancer.bench.peers;

/** How clients talk to a proxy. */
enum Front {
    /** HTTP/1.1 in clear. */
    HTTP("http"),
    /** TLS, with HTTP/1.1 or HTTP/2 as the client chooses. */
    TLS("https");

    private final String scheme;

    Front(String scheme) {
        this.scheme = scheme;
    }

    String url(int port, String path) {
        return scheme + "://127.0.0.1:" + port + path;
    }
}
