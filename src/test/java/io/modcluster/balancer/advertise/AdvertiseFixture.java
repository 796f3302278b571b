package io.modcluster.balancer.advertise;

import io.modcluster.balancer.options.AdvertiseOptions;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.GroupListener;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A multicast group of its own on loopback, and who is in it. */
final class AdvertiseFixture implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(200);
    static final Duration SOON = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final InetSocketAddress group;
    private final NetworkInterface loopback;
    private final GroupListener listener;

    /** Aborts the test, saying why, where the host has no multicast on loopback. */
    AdvertiseFixture() throws IOException {
        group = GroupListener.newGroup();
        loopback = Objects.requireNonNull(NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
        try {
            listener = keep(new GroupListener(group, loopback));
            listener.send(new byte[] {1});
            Awaitility.await().atMost(SOON).until(() -> listener.heard().size() == 1);
        } catch (IOException | RuntimeException notAllowed) {
            close();
            Assumptions.abort("needs multicast on " + loopback.getName() + ": " + notAllowed.getMessage());
            throw notAllowed;
        }
    }

    InetSocketAddress group() {
        return group;
    }

    NetworkInterface loopback() {
        return loopback;
    }

    /** Who hears all. The first that it heard is no advertisement. */
    GroupListener listener() {
        return listener;
    }

    /** A balancer that tells of itself here. */
    RunningBalancer balancer(String key, Consumer<BalancerOptions> settings) {
        return keep(RunningBalancer.start(options -> {
            advertise(options.getAdvertise(), key);
            settings.accept(options);
        }));
    }

    RunningBalancer balancer(String key) {
        return balancer(key, options -> {});
    }

    /** Makes options tell of a balancer here. */
    AdvertiseOptions advertise(AdvertiseOptions options, String key) {
        return options.setEnabled(true)
                .setGroup(group.getAddress().getHostAddress())
                .setPort(group.getPort())
                .setInterface(loopback.getName())
                .setInterval(INTERVAL)
                .setKey(key);
    }

    /** Closes it at the end. */
    <C extends AutoCloseable> C keep(C closeable) {
        open.push(closeable);
        return closeable;
    }

    /** Waits for so many advertisements. */
    void await(int adverts) {
        Awaitility.await("advertisements")
                .atMost(SOON)
                .until(() -> listener.adverts().size() >= adverts);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
