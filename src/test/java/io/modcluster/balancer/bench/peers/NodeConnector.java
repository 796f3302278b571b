package io.modcluster.balancer.bench.peers;

/** How a node is spoken to. */
enum NodeConnector {
    HTTP("http", 0),
    /** With packets as long as they are by default. */
    AJP("ajp", 8 * 1024),
    /** With packets as long as they can be. */
    LARGE("large", 64 * 1024);

    private final String route;
    private final int packetSize;

    NodeConnector(String route, int packetSize) {
        this.route = route;
        this.packetSize = packetSize;
    }

    /** Of nodes and contexts, and in names of cases. */
    String route() {
        return route;
    }

    /** Bytes of the packets of AJP; 0 for HTTP. */
    int packetSize() {
        return packetSize;
    }

    /** As CONFIG has it. */
    String type() {
        return packetSize == 0 ? "http" : "ajp";
    }
}
