package io.modcluster.balancer.advertise.codec;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.modcluster.balancer.advertise.codec.AdvertiseReading.Read;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CapturedAdvertsTest {

    static List<CapturedAdverts> all() {
        return CapturedAdverts.all();
    }

    static List<CapturedAdverts> ofHttpd() {
        return all().stream().filter(advert -> advert.sender().equals("httpd")).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("check 73: the digest of a captured datagram recomputes, with its key and no other")
    void the_digest_recomputes_with_the_key_and_no_other(CapturedAdverts captured) {
        assertThat(AdvertiseDatagram.parse(captured.bytes()))
                .asInstanceOf(type(Read.class))
                .matches(read -> read.isSignedWith(AdvertiseDigest.of(captured.key())), "signed with its key")
                .matches(read -> !read.isSignedWith(AdvertiseDigest.of("other")), "signed with no other")
                .matches(
                        read -> captured.key().isEmpty() == read.isSignedWith(AdvertiseDigest.of("")),
                        "no key is a key too")
                .extracting(Read::datagram, as(type(AdvertiseDatagram.class)))
                .matches(datagram -> datagram.sentAt().isPresent(), "has a date");
    }

    @ParameterizedTest
    @MethodSource("ofHttpd")
    @DisplayName("check 73: this balancer writes the same values byte for byte as httpd does")
    void the_same_values_are_written_byte_for_byte(CapturedAdverts captured) {
        AdvertiseDatagram datagram = ((Read) AdvertiseDatagram.parse(captured.bytes())).datagram();

        AdvertiseDatagram written = AdvertiseDatagram.of(
                        datagram.status(), datagram.sentAt().orElseThrow(), datagram.sequence(), datagram.server())
                .withManager(datagram.address(), datagram.url(), datagram.protocol(), datagram.host());

        assertThat(written).isEqualTo(datagram);
        assertThat(written.write(AdvertiseDigest.of(captured.key()))).isEqualTo(captured.bytes());
    }

    @Test
    @DisplayName("check 73: the sequence of each run goes up by one")
    void the_sequence_of_each_run_goes_up_by_one() {
        Map<String, Long> last = new HashMap<>();
        for (CapturedAdverts captured : all()) {
            AdvertiseDatagram datagram = ((Read) AdvertiseDatagram.parse(captured.bytes())).datagram();
            assertThat(last.merge(datagram.server(), 1L, Long::sum)).isEqualTo(datagram.sequence());
        }
        assertThat(last.values()).containsExactlyInAnyOrder(7L, 3L, 2L, 1L);
    }

    @Test
    @DisplayName("check 75: at the end 403, then 410, neither with X-Manager lines")
    void at_the_end_it_says_403_then_410_without_a_manager() {
        List<AdvertiseDatagram> last = all().subList(5, 7).stream()
                .map(captured -> ((Read) AdvertiseDatagram.parse(captured.bytes())).datagram())
                .toList();

        assertThat(last)
                .extracting(AdvertiseDatagram::status)
                .containsExactly(AdvertiseStatus.FORBIDDEN, AdvertiseStatus.GONE);
        assertThat(last).allMatch(datagram -> datagram.manager().isEmpty());
        assertThat(last).extracting(datagram -> datagram.status().code()).containsExactly(403, 410);
    }
}
