package io.modcluster.balancer.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.util.List;

/**
 * The Vert.x that tests with sockets use: with the transport that a process started from the command line has on this
 * machine, or with {@code -Dtest.transport=nio}, {@code epoll} or {@code io_uring}.
 */
public final class TestVertx {
    private TestVertx() {}

    /** One by itself. */
    public static Vertx vertx() {
        return Vertx.builder().withTransport(transport()).build();
    }

    /** The transport that tests are run with. */
    public static Transport transport() {
        String wanted = System.getProperty("test.transport", "");
        if (wanted.isEmpty()) {
            return Transport.EPOLL != null && Transport.EPOLL.available() ? Transport.EPOLL : Transport.NIO;
        }
        return List.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING).stream()
                .filter(transport -> transport.name().equals(wanted) && transport.available())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("test.transport " + wanted + " is not to be had"));
    }
}
