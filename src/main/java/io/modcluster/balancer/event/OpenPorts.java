package io.modcluster.balancer.event;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which ports one balancer has open now, by what they are for. May be used from any thread. */
public final class OpenPorts implements Shareable {
    private final Map<String, Port> open = new ConcurrentHashMap<>();

    /**
     * A port.
     *
     * @param host as the options name it
     * @param port as it is, 1..65535
     */
    public record Port(String host, int port) {}

    private OpenPorts() {}

    /** The ports of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static OpenPorts of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, OpenPorts>getLocalMap(prefix + ".ports")
                .computeIfAbsent("open", key -> new OpenPorts());
    }

    /** One is open; instances that share it say so several times. Without a port (less than 1) nothing is. */
    public void opened(String name, String host, int port) {
        if (port > 0) {
            open.put(name, new Port(host, port));
        }
    }

    /** These take nothing more. */
    public void closed(String... names) {
        for (String name : names) {
            open.remove(name);
        }
    }

    /** Those that are open, in order of their names. */
    public Map<String, Port> all() {
        return new TreeMap<>(open);
    }
}
