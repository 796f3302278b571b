package io.modcluster.balancer.advertise;

import static io.modcluster.balancer.advertise.AdvertiseFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseDigest;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Read;
import io.modcluster.balancer.advertise.codec.AdvertiseStatus;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.Leaving;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AdvertiseIT {
    private final AdvertiseFixture fixture;

    AdvertiseIT() throws IOException {
        fixture = new AdvertiseFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @DisplayName("check 73: layout, sequence and digest of what is sent, without and with a key")
    @ValueSource(strings = {"", "any key, however short"})
    void what_is_sent_has_layout_sequence_and_digest(String key) {
        Instant before = Instant.now().minusSeconds(1);
        int port = fixture.balancer(key).mcmp().getPort();
        fixture.await(3);

        List<Read> adverts = fixture.listener().adverts();
        assertThat(new String(fixture.listener().heard().get(1), StandardCharsets.US_ASCII))
                .matches("HTTP/1\\.0 200 OK\r\n"
                        + "Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT\r\n"
                        + "Sequence: 1\r\n"
                        + "Digest: [0-9a-f]{32}\r\n"
                        + "Server: ([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\r\n"
                        + "X-Manager-Address: 127\\.0\\.0\\.1:" + port + "\r\n"
                        + "X-Manager-Url: /\\1\r\n"
                        + "X-Manager-Protocol: http\r\n"
                        + "X-Manager-Host: 127\\.0\\.0\\.1\r\n"
                        + "\r\n");
        assertThat(adverts).allMatch(advert -> advert.isSignedWith(AdvertiseDigest.of(key)));
        assertThat(adverts).noneMatch(advert -> advert.isSignedWith(AdvertiseDigest.of(key + "x")));
        assertThat(adverts).extracting(advert -> advert.datagram().sequence()).startsWith(1L, 2L, 3L);
        assertThat(servers()).hasSize(1);
        assertThat(adverts.get(0).datagram().sentAt().orElseThrow()).isBetween(before, Instant.now());
    }

    @Test
    @DisplayName("check 75: a balancer that stops says 403, then 410, without X-Manager lines, and nothing more")
    void a_balancer_that_stops_says_so() {
        RunningBalancer balancer = fixture.balancer("");
        fixture.await(1);
        balancer.stop();
        Awaitility.await().atMost(SOON).until(() -> last().status() == AdvertiseStatus.GONE);

        List<AdvertiseDatagram> said =
                fixture.listener().adverts().stream().map(Read::datagram).toList();
        assertThat(said)
                .extracting(AdvertiseDatagram::sequence)
                .isEqualTo(IntStream.rangeClosed(1, said.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(said.subList(0, said.size() - 2)).allMatch(advert -> advert.status() == AdvertiseStatus.OK);
        assertThat(said.get(said.size() - 2).status()).isEqualTo(AdvertiseStatus.FORBIDDEN);
        assertThat(fixture.listener().heard().subList(said.size() - 1, said.size() + 1))
                .noneMatch(bytes -> new String(bytes, StandardCharsets.US_ASCII).contains("X-Manager"));
    }

    @Test
    void a_balancer_that_is_leaving_says_so_before_it_stops_accepting() {
        RunningBalancer balancer = fixture.balancer("");
        fixture.await(1);

        new LocalBus(balancer.vertx(), 1_000).publish(new EventBusAddresses("modcluster").leaving(), Leaving.SOON);

        Awaitility.await().atMost(SOON).until(() -> last().status() == AdvertiseStatus.GONE);
        assertThat(balancer.get("/").statusCode()).as("still there").isEqualTo(404);
        int said = fixture.listener().adverts().size();
        Awaitility.await()
                .during(AdvertiseFixture.INTERVAL.multipliedBy(3))
                .atMost(SOON)
                .until(() -> fixture.listener().adverts().size() == said);
    }

    @Test
    void each_start_is_another_server() {
        RunningBalancer first = fixture.balancer("");
        fixture.await(1);
        first.stop();
        Awaitility.await().atMost(SOON).until(() -> last().status() == AdvertiseStatus.GONE);
        fixture.balancer("");
        Awaitility.await().atMost(SOON).until(() -> servers().size() == 2);

        assertThat(last().sequence()).isEqualTo(1);
    }

    @Test
    void a_balancer_that_did_not_start_tells_nobody() {
        RunningBalancer first =
                fixture.balancer("", options -> options.getAdvertise().setEnabled(false));

        Throwable refused = catchThrowable(() -> fixture.balancer(
                "", options -> options.getMcmp().setPort(first.mcmp().getPort())));

        assertThat(refused).isInstanceOf(CompletionException.class);
        fixture.listener().send(new byte[] {2});
        Awaitility.await().atMost(SOON).until(() -> fixture.listener().heard().size() == 2);
        assertThat(fixture.listener().adverts()).isEmpty();
    }

    @Test
    void what_options_say_is_told() {
        fixture.balancer("", options -> options.getAdvertise()
                .setAddress("[::1]")
                .setManagerUrl("/balancer-1")
                .setProtocol("https"));
        fixture.await(1);

        AdvertiseDatagram said = last();
        assertThat(said.address()).matches("\\[::1]:[0-9]+");
        assertThat(said.url()).isEqualTo("/balancer-1");
        assertThat(said.protocol()).isEqualTo("https");
        assertThat(said.host()).isEqualTo("::1");
    }

    @Test
    void deployed_by_its_class_name_it_tells_the_address_of_the_configuration() {
        Vertx vertx = Vertx.vertx();
        fixture.keep(() -> ClusteredVertx.await(vertx.close()));
        BalancerOptions options = new BalancerOptions();
        fixture.advertise(options.getAdvertise(), "s").setEnabled(false);

        ClusteredVertx.await(vertx.deployVerticle(
                AdvertiseVerticle.class.getName(), new DeploymentOptions().setConfig(options.toJson())));
        fixture.await(1);

        assertThat(last().address()).isEqualTo("127.0.0.1:8090");
    }

    @Test
    @DisplayName("H-01 deployed by its class name, it keeps to the rules too")
    void deployed_by_its_class_name_it_keeps_to_the_rules_too() {
        Vertx vertx = Vertx.vertx();
        fixture.keep(() -> ClusteredVertx.await(vertx.close()));

        assertThat(deploy(vertx, new JsonObject().put("mcmp", new JsonObject().put("host", "127.0.0.1"))))
                .isInstanceOf(OptionsProblems.class)
                .hasMessageContaining("advertise.key (expected: a secret of 16 characters or more");
        assertThat(deploy(
                        vertx,
                        new JsonObject()
                                .put("mcmp", new JsonObject().put("port", 0))
                                .put("advertise", new JsonObject().put("interface", "lo"))))
                .hasMessage("advertise.address needs a port, for instance advertise.address: 127.0.0.1:6666, where"
                        + " mcmp.port is 0 and this is deployed by itself");
    }

    private static Throwable deploy(Vertx vertx, JsonObject config) {
        Throwable refused = catchThrowable(() -> ClusteredVertx.await(
                vertx.deployVerticle(AdvertiseVerticle.class.getName(), new DeploymentOptions().setConfig(config))));
        return refused instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : refused;
    }

    private AdvertiseDatagram last() {
        List<Read> adverts = fixture.listener().adverts();
        return adverts.get(adverts.size() - 1).datagram();
    }

    private Set<String> servers() {
        return fixture.listener().adverts().stream()
                .map(advert -> advert.datagram().server())
                .collect(Collectors.toSet());
    }
}
