package io.modcluster.balancer.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseDigest;
import io.modcluster.balancer.advertise.codec.AdvertiseStatus;
import io.modcluster.balancer.node.Adverts.Heard;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:51:50Z");
    private final Adverts adverts = new Adverts("mysecret");

    private static AdvertiseDatagram advert(String server, long sequence) {
        return AdvertiseDatagram.of(AdvertiseStatus.OK, NOW, sequence, server)
                .withManager("10.1.2.3:8090", "/" + server, "http", "localhost");
    }

    private static byte[] signed(AdvertiseDatagram datagram, String key) {
        return datagram.write(AdvertiseDigest.of(key));
    }

    private Heard hear(AdvertiseDatagram datagram) {
        return adverts.hear(signed(datagram, "mysecret"), NOW);
    }

    private static String ignored(Heard heard) {
        return heard instanceof Heard.Ignored advert ? advert.reason() : heard.toString();
    }

    @Test
    void an_advert_tells_where_to_register() {
        assertThat(hear(advert("a", 1)))
                .isInstanceOfSatisfying(Heard.Balancer.class, balancer -> assertThat(balancer.address())
                        .hasToString("10.1.2.3:8090"));
    }

    @DisplayName("H-02")
    @ParameterizedTest
    @ValueSource(strings = {"", "other"})
    void an_advert_with_another_key_or_none_is_ignored(String key) {
        assertThat(ignored(adverts.hear(signed(advert("a", 1), key), NOW))).startsWith("signed with another key");
    }

    @Test
    @DisplayName("H-02")
    void without_a_key_only_adverts_without_one_are_believed() {
        Adverts open = new Adverts("");
        assertThat(open.hear(signed(advert("a", 1), ""), NOW)).isInstanceOf(Heard.Balancer.class);
        assertThat(ignored(open.hear(signed(advert("a", 2), "mysecret"), NOW))).startsWith("signed with another key");
    }

    @DisplayName("H-03")
    @ParameterizedTest
    @CsvSource({"3600,false", "61,false", "60,true", "-60,true", "-61,false"})
    void an_advert_is_believed_for_a_minute(int secondsLater, boolean believed) {
        Heard heard = adverts.hear(signed(advert("a", 1), "mysecret"), NOW.plusSeconds(secondsLater));
        assertThat(heard instanceof Heard.Balancer).isEqualTo(believed);
    }

    @Test
    @DisplayName("H-03")
    void an_advert_that_is_sent_again_or_comes_late_is_ignored() {
        hear(advert("a", 7));
        assertThat(ignored(hear(advert("a", 7)))).isEqualTo("Sequence: 7 (expected: more than 7)");
        assertThat(ignored(hear(advert("a", 6)))).startsWith("Sequence: 6");
        assertThat(hear(advert("a", 8))).isInstanceOf(Heard.Balancer.class);
        assertThat(hear(advert("b", 1))).isInstanceOf(Heard.Balancer.class);
    }

    @Test
    @DisplayName("H-03")
    void a_date_or_server_that_was_changed_spoils_the_digest() {
        String text = new String(signed(advert("a", 1), "mysecret"), US_ASCII);
        assertThat(ignored(adverts.hear(text.replace("02:51:50", "02:51:51").getBytes(US_ASCII), NOW)))
                .startsWith("signed with another key");
        assertThat(ignored(
                        adverts.hear(text.replace("Sequence: 1", "Sequence: 2").getBytes(US_ASCII), NOW)))
                .startsWith("signed with another key");
        assertThat(ignored(adverts.hear(text.replace("Server: a", "Server: b").getBytes(US_ASCII), NOW)))
                .startsWith("signed with another key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORBIDDEN", "GONE"})
    void a_goodbye_says_nothing_even_with_an_address(AdvertiseStatus status) {
        AdvertiseDatagram goodbye = AdvertiseDatagram.of(status, NOW, 1, "a");
        assertThat(hear(goodbye)).isInstanceOf(Heard.Nothing.class);
        assertThat(hear(AdvertiseDatagram.of(status, NOW, 2, "a").withManager("10.1.2.3:8090", "/", "http", "x")))
                .isInstanceOf(Heard.Nothing.class);
        assertThat(hear(AdvertiseDatagram.of(AdvertiseStatus.OK, NOW, 3, "a"))).isInstanceOf(Heard.Nothing.class);
    }

    @Test
    @DisplayName("H-03 digits that moved from the sequence to the server do not make a recording new")
    void digits_that_moved_from_the_sequence_to_the_server_do_not_make_a_recording_new() {
        String text = new String(signed(advert("3fa", 14), "mysecret"), US_ASCII);
        assertThat(adverts.hear(text.getBytes(US_ASCII), NOW)).isInstanceOf(Heard.Balancer.class);

        String moved = text.replace("Sequence: 14", "Sequence: 1").replace("Server: 3fa", "Server: 43fa");
        assertThat(ignored(adverts.hear(moved.getBytes(US_ASCII), NOW)))
                .isEqualTo("heard before with another Server: \"43fa\"");
    }

    @Test
    void of_many_servers_those_heard_longest_ago_are_forgotten() {
        for (int i = 0; i < 1000; i++) {
            hear(advert("s" + i, 5));
        }
        assertThat(hear(advert("s999", 5))).isInstanceOf(Heard.Ignored.class);
        assertThat(hear(advert("s0", 4))).isInstanceOf(Heard.Balancer.class);
    }

    @Test
    @DisplayName("H-04")
    void any_bytes_are_ignored_without_an_exception() {
        Random random = new Random(4);
        byte[] good = signed(advert("a", 1), "mysecret");
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            assertThat(adverts.hear(noise, NOW)).isInstanceOf(Heard.Ignored.class);
            byte[] nearly = good.clone();
            nearly[random.nextInt(nearly.length)] ^= (byte) (1 + random.nextInt(127));
            assertThat(adverts.hear(nearly, NOW)).isNotNull();
        }
    }
}
