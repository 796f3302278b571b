package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A request to a node by one of its connectors, through a proxy or, by the contestant {@link RawLoad#NAME}, without.
 *
 * @param name of the case
 * @param connector which is also route, context, and the first part of the path
 * @param file the rest of the path
 * @param posted bytes of the body of a POST; 0 for GET
 * @param perSecond requests; 0 for as fast as they are answered
 */
record NodeCase(String name, NodeConnector connector, String file, int posted, int perSecond) {
    static final int POSTED = 100 * 1024;

    private static final String SMALL = "x";

    /** 13 bytes. */
    static NodeCase small(String server, NodeConnector connector) {
        return new NodeCase(server + "-" + connector.route(), connector, SMALL, 0, 0);
    }

    /** 100 KiB. */
    static NodeCase large(String server, NodeConnector connector) {
        return new NodeCase(server + "-" + connector.route() + "-100k", connector, Payload.KIB_100.file(), 0, 0);
    }

    /** A body of 100 KiB to the node. */
    static NodeCase post(String server, NodeConnector connector) {
        return new NodeCase(server + "-" + connector.route() + "-post", connector, SMALL, POSTED, 0);
    }

    /** The same, so many a second. */
    NodeCase at(int rate) {
        return new NodeCase(name + "-rate", connector, file, posted, rate);
    }

    /** What clients do; the port is that of the connector. */
    LoadCase load(int port, int connections) {
        String path = "/" + connector.route() + "/" + file;
        Load proxied = perSecond > 0
                ? new OpenLoop(path, posted, perSecond, connections)
                : new Wrk(Front.HTTP, path, 1, posted, connections, "");
        RawLoad raw = new RawLoad(port, connector.packetSize(), path, posted, connections);
        boolean isPostByAjp = posted > 0 && connector.packetSize() > 0;
        return new LoadCase(name, new Either(proxied, raw, perSecond > 0, isPostByAjp));
    }

    private record Either(Load proxied, RawLoad raw, boolean isSteady, boolean isPostByAjp) implements Load {
        @Override
        public String tool() {
            return proxied.tool();
        }

        @Override
        public boolean fits(Contestant contestant) {
            if (raw.fits(contestant)) {
                // it has no rate
                return !isSteady;
            }
            // over AJP Undertow's answered no POST (2.4.4), and AJP is what the rate is for
            boolean isLeftOut = (isPostByAjp || isSteady) && contestant.name().equals(UndertowProxy.NAME);
            return proxied.fits(contestant) && !isLeftOut;
        }

        /** Packets by the dozen leave time for few requests: it takes twice as long until the JVM has compiled their way. */
        @Override
        public int warmUpShare() {
            if (isSteady) {
                return 0;
            }
            return isPostByAjp ? 2 : 1;
        }

        @Override
        public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
            return (raw.fits(contestant) ? raw : proxied).run(contestant, time, folder);
        }
    }
}
