package io.modcluster.balancer.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.nio.PacketIOHelper;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.modcluster.balancer.options.ClusterOptions;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers find at the ports of a member: catalogue rows L-01 to L-04. One member in a JVM of its own for all. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set by JUnit, once
final class ClusterPortsIT {
    /** 127.0.0.1 as an IPv4 socket and as an IPv6 one that takes IPv4, in the words of Linux. */
    private static final List<String> LOOPBACK = List.of("0100007F", "0000000000000000FFFF00000100007F");

    /** Long enough for a member to have read what was sent. */
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    @TempDir
    static Path folder;

    private static MemberProcess member;
    private static int port;
    private static int busPort;

    @BeforeAll
    static void start() throws IOException {
        List<Integer> ports = FreePorts.find(2);
        port = ports.get(0);
        busPort = ports.get(1);
        member = MemberProcess.start(
                folder,
                "cluster.enabled=true",
                "cluster.name=ports-" + port,
                "cluster.port=" + port,
                "cluster.bus-port=" + busPort,
                "cluster.members=127.0.0.1");
    }

    @AfterAll
    static void stop() {
        member.close();
    }

    @AfterEach
    void whatever_came_the_member_lives() {
        assertThat(member.isAlive()).isTrue();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void L_01_a_member_listens_with_five_ports_and_each_on_its_address() {
        Map<Integer, String> listening = member.listening();
        TreeSet<Integer> expected = new TreeSet<>(member.announcedPorts());
        expected.addAll(List.of(port, busPort));

        assertThat(expected).hasSize(5);
        assertThat(listening.keySet()).isEqualTo(expected);
        assertThat(listening.values()).isSubsetOf(LOOPBACK);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void L_02_nothing_is_sent_or_taken_by_UDP() {
        assertThat(member.udpSockets()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CP2",
                "GET /hazelcast/rest/cluster HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /hazelcast/health HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /hazelcast/rest/management/cluster/memberShutdown HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                "version\r\n",
                "set a 0 0 1\r\nb\r\n",
                "\u0000\u0000\u0000\u0000"
            })
    void L_03_clients_REST_and_memcache_are_refused(String greeting) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(greeting.getBytes(ISO_8859_1));

            assertThat(untilClosed(socket)).isIn("", "HZX");
        }
    }

    @Test
    void L_04_a_cluster_of_another_name_stays_outside() throws IOException {
        ClusterOptions other = new ClusterOptions()
                .setName("another")
                .setPort(FreePorts.find(1).get(0))
                .setMembers(List.of("127.0.0.1:" + port));
        HazelcastInstance stranger = Hazelcast.newHazelcastInstance(HazelcastSettings.of(other, "127.0.0.1"));
        try {
            assertThat(stranger.getCluster().getMembers()).hasSize(1);
            assertThat(member.log()).doesNotContain("cluster member up");
        } finally {
            stranger.shutdown();
        }
    }

    /** Hazelcast asks for the memory at once and gets none; with a larger heap the connection would hold it. */
    @Test
    void L_04_a_packet_that_says_it_is_of_1_GiB_costs_its_connection_only() throws IOException {
        byte[] header = ByteBuffer.allocate(14)
                .put("HZC".getBytes(ISO_8859_1))
                .put(Packet.VERSION)
                .putChar((char) 0)
                .putInt(-1)
                .putInt(1 << 30)
                .array();
        for (int i = 0; i < 4; i++) {
            try (Socket socket = connect()) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(header);
                socket.getOutputStream().write(new byte[64]);

                assertThat(untilClosed(socket)).isIn("", "HZC");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPERATION", "EVENT", "SERVER_CONTROL"})
    void L_04_objects_of_unknown_classes_are_not_read(String type) throws IOException {
        byte[] gadget = new DefaultSerializationServiceBuilder().build().toBytes(new Gadget());
        Packet packet = new Packet(gadget, -1).setPacketType(Packet.Type.valueOf(type));
        ByteBuffer bytes = ByteBuffer.allocate(gadget.length + 64).put("HZC".getBytes(ISO_8859_1));
        assertThat(new PacketIOHelper().writeTo(packet, bytes)).isTrue();

        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes.array(), 0, bytes.position());
            await().during(A_WHILE)
                    .atMost(A_WHILE.multipliedBy(2))
                    .until(() -> !Files.exists(folder.resolve("marker")));
        }
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static String untilClosed(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        try {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }
}
