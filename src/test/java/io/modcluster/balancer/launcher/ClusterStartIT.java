package io.modcluster.balancer.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.SilentPeer;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a Vert.x becomes a member, and what strangers may send to its event bus (catalogue row L-05). */
@Timeout(120)
final class ClusterStartIT {
    private final List<Vertx> started = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Vertx vertx : started) {
            Blocking.await(vertx.close(), Duration.ofSeconds(30));
        }
    }

    @Test
    void members_find_each_other_and_share_a_map() throws Exception {
        List<Integer> ports = FreePorts.find(2);
        String name = "start-" + ports.get(0);
        Vertx first = start(options(name, ports.get(0), ports));
        Vertx second = start(options(name, ports.get(1), ports));

        await().atMost(Duration.ofSeconds(20)).until(() -> members(first) == 2 && members(second) == 2);
        Blocking.await(
                first.sharedData()
                        .<String, String>getAsyncMap("modcluster.test")
                        .compose(map -> map.put("a", "said at the first")),
                Duration.ofSeconds(10));
        String read = Blocking.await(
                second.sharedData()
                        .<String, String>getAsyncMap("modcluster.test")
                        .compose(map -> map.get("a")),
                Duration.ofSeconds(10));
        assertThat(read).isEqualTo("said at the first");
    }

    @Test
    void a_member_that_is_frozen_does_not_keep_another_from_starting() throws Exception {
        try (SilentPeer frozen = SilentPeer.start()) {
            List<Integer> ports = FreePorts.find(2);
            BalancerOptions options =
                    options("start-" + ports.get(0), ports.get(0), List.of(frozen.port(), ports.get(1)));
            long start = System.nanoTime();
            Vertx vertx = start(options);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(options.getCluster().getJoinTimeout().plusSeconds(2));
            assertThat(members(vertx)).isOne();
            // it was started without knowing the list, and is to find who is on it all the same
            Vertx other = start(options("start-" + ports.get(0), ports.get(1), List.of(ports.get(1))));
            await().atMost(Duration.ofSeconds(30)).until(() -> members(vertx) == 2 && members(other) == 2);
        }
    }

    @Test
    void a_port_in_use_is_told_with_the_name_of_its_option() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, loopback())) {
            BalancerOptions options = options("start", taken.getLocalPort(), List.of(taken.getLocalPort()));

            assertThatThrownBy(() -> VertxStart.start(options))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("the balancer did not start: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (Address already in use), set another cluster.port or cluster.host, or stop what listens"
                            + " there");

            options.getCluster().setPort(FreePorts.find(1).get(0)).setBusPort(taken.getLocalPort());
            assertThatThrownBy(() -> VertxStart.start(options)).hasMessageContaining("set another cluster.bus-port");
        }
    }

    @Test
    void the_example_file_starts_a_member(@TempDir Path folder) throws Exception {
        int port = FreePorts.find(1).get(0);
        Path file = folder.resolve("cluster.xml");
        Files.writeString(
                file,
                Files.readString(Path.of("conf", "cluster.xml"))
                        .replace("5701", Integer.toString(port))
                        .replace("<cluster-name>shop", "<cluster-name>start-" + port));
        BalancerOptions options = options("", port, List.of());
        options.getCluster().setConfig(file.toString());

        assertThat(members(start(options))).isOne();
    }

    @Test
    void a_file_that_is_none_is_a_failure_with_its_name(@TempDir Path folder) throws Exception {
        BalancerOptions options = options("", 1, List.of());
        options.getCluster().setConfig(folder.resolve("missing.xml").toString());

        assertThatThrownBy(() -> VertxStart.start(options))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cluster.config " + folder.resolve("missing.xml") + " cannot be read");
    }

    @Test
    void nothing_of_hazelcast_runs_when_there_is_no_cluster() {
        started.add(VertxStart.start(new BalancerOptions()));

        assertThat(started.get(0).isClustered()).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("hz."));
    }

    /** The bus believes whoever reaches its port, so nothing with a side effect may listen on it for the cluster. */
    @Test
    void L_05_a_stranger_reaches_no_local_address() throws Exception {
        int port = FreePorts.find(1).get(0);
        BalancerOptions options = options("start-" + port, port, List.of(port));
        options.getCluster().setBusPort(FreePorts.find(1).get(0));
        Vertx vertx = start(options);
        String internal = new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX).registryApply();
        List<Object> delivered = new CopyOnWriteArrayList<>();
        vertx.eventBus().localConsumer(internal, message -> delivered.add("internal " + message.body()));
        Blocking.await(
                vertx.eventBus()
                        .consumer("public", message -> delivered.add(message.body()))
                        .completion(),
                Duration.ofSeconds(10));

        try (Socket stranger = new Socket(loopback(), options.getCluster().getBusPort())) {
            for (boolean send : List.of(true, false)) {
                stranger.getOutputStream().write(frame(internal, send, "evil"));
                stranger.getOutputStream().write(frame("public", send, "seen"));
            }
            // what was written later came through, so what was written before it did not
            await().atMost(10, TimeUnit.SECONDS).until(() -> delivered.size() == 2);
        }
        assertThat(delivered).containsExactly("seen", "seen");
    }

    /** A frame of the clustered event bus: a text for an address, to one listener or to all. */
    private static byte[] frame(String address, boolean send, String text) {
        Buffer message = Buffer.buffer()
                .appendByte((byte) 2) // version of the protocol
                .appendByte((byte) 9) // codec of String
                .appendByte((byte) (send ? 0 : 1));
        for (String field : List.of(address, "", "stranger")) {
            message.appendInt(field.getBytes(UTF_8).length).appendString(field);
        }
        message.appendInt(4); // no headers
        message.appendInt(text.length()).appendString(text);
        return Buffer.buffer().appendInt(message.length()).appendBuffer(message).getBytes();
    }

    private Vertx start(BalancerOptions options) {
        options.validate();
        Vertx vertx = VertxStart.start(options);
        started.add(vertx);
        return vertx;
    }

    private static BalancerOptions options(String name, int port, List<Integer> members) {
        BalancerOptions options = new BalancerOptions();
        options.getCluster()
                .setEnabled(true)
                .setName(name)
                .setPort(port)
                .setBusPort(0)
                .setMembers(
                        members.stream().map(member -> "127.0.0.1:" + member).toList());
        return options;
    }

    private static int members(Vertx vertx) {
        ClusterManager cluster = ((VertxInternal) vertx).clusterManager();
        return cluster == null ? 0 : cluster.getNodes().size();
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
