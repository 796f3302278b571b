package io.modcluster.balancer.advertise.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.advertise.codec.AdvertiseReading.Read;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdvertiseDatagramTest {
    private static final String SERVER = "00000000-0000-4000-8000-000000000001";
    private static final AdvertiseDigest NO_KEY = AdvertiseDigest.of("");
    private static final AdvertiseDatagram FIRST =
            AdvertiseDatagram.of(AdvertiseStatus.OK, Instant.parse("2026-01-01T00:00:00.999Z"), 1, SERVER);

    @Test
    void a_datagram_has_the_layout_that_nodes_expect() {
        AdvertiseDatagram datagram = FIRST.withManager("[fd00::1]:8090", "/" + SERVER, "http", "fd00::1");

        assertThat(new String(datagram.write(NO_KEY), StandardCharsets.US_ASCII))
                .isEqualTo(
                        """
                HTTP/1.0 200 OK\r
                Date: Thu, 01 Jan 2026 00:00:00 GMT\r
                Sequence: 1\r
                Digest: 89b347c5e9bc065dd4ba3854a9568613\r
                Server: 00000000-0000-4000-8000-000000000001\r
                X-Manager-Address: [fd00::1]:8090\r
                X-Manager-Url: /00000000-0000-4000-8000-000000000001\r
                X-Manager-Protocol: http\r
                X-Manager-Host: fd00::1\r
                \r
                """);
        assertThat(((Read) AdvertiseDatagram.parse(datagram.write(NO_KEY))).datagram())
                .isEqualTo(datagram);
        assertThat(datagram.manager()).contains(new AdvertisedAddress("fd00::1", 8090));
    }

    @Test
    void what_a_node_in_Java_would_cut_is_not_written() {
        int room = 511 - FIRST.withManager("h:1", "/", "http", "").write(NO_KEY).length;

        assertThat(FIRST.withManager("h:1", "/" + "x".repeat(room), "http", "").write(NO_KEY))
                .hasSize(511);
        assertThatThrownBy(() -> FIRST.withManager("h:1", "/" + "x".repeat(room + 1), "http", "")
                        .write(NO_KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "advertisement of 512 bytes with address \"h:1\" (expected: at most 511, nodes read no more)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\r\nX-Manager-Address: evil:1", "/a\n", "\r", "/\u00fc", " /a", "/a ", "\t/"})
    void no_value_can_end_its_line(String value) {
        assertThatThrownBy(() -> FIRST.withManager("h:1", value, "http", ""))
                .hasMessageStartingWith("X-Manager-Url: \"");
        assertThatThrownBy(() -> FIRST.withManager("h:1", "/", value, ""))
                .hasMessageStartingWith("X-Manager-Protocol: \"");
        assertThatThrownBy(() -> FIRST.withManager("h:1", "/", "http", value))
                .hasMessageStartingWith("X-Manager-Host: \"")
                .hasMessageEndingWith(" (expected: a value of MCMP advertisements)");
        assertThatThrownBy(() -> FIRST.withManager(value, "/", "http", "h"))
                .hasMessageStartingWith("X-Manager-Address: \"");
        assertThatThrownBy(() -> AdvertiseDatagram.of(AdvertiseStatus.OK, Instant.EPOCH, 1, value))
                .hasMessageStartingWith("Server: \"");
        assertThatThrownBy(() -> dated(value)).hasMessageStartingWith("Date: \"");
    }

    @Test
    void date_sequence_and_server_are_always_there() {
        assertThatThrownBy(() -> dated("")).hasMessageStartingWith("Date: \"\"");
        assertThatThrownBy(() -> dated("x".repeat(65))).hasMessageStartingWith("Date: \"x");
        assertThatThrownBy(() -> AdvertiseDatagram.of(AdvertiseStatus.OK, Instant.EPOCH, 0, SERVER))
                .hasMessageStartingWith("Sequence: \"0\"");
        assertThatThrownBy(() -> AdvertiseDatagram.of(AdvertiseStatus.OK, Instant.EPOCH, 1, ""))
                .hasMessageStartingWith("Server: \"\"");
        assertThatThrownBy(() -> AdvertiseDatagram.of(AdvertiseStatus.OK, Instant.EPOCH, 1, "s".repeat(65)))
                .hasMessageStartingWith("Server: \"s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Sat, 21 Nov 2026 02:54:43 GMT     | 2026-11-21T02:54:43Z
            Sat, 21 Nov 2026 02:54:43 +0000   | 2026-11-21T02:54:43Z
            Sat, 21 Nov 2026 03:54:43 +0100   | 2026-11-21T02:54:43Z
            Sun, 1 Nov 2026 02:54:43 GMT      | 2026-11-01T02:54:43Z
            """)
    void dates_of_all_balancers_are_understood(String date, Instant expected) {
        assertThat(dated(date).sentAt()).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "Mon, 21 Nov 2026 02:54:43 GMT", "2026-11-21T02:54:43Z", "0"})
    void other_dates_are_no_dates(String date) {
        assertThat(dated(date).sentAt()).isEmpty();
    }

    private static AdvertiseDatagram dated(String date) {
        return new AdvertiseDatagram(AdvertiseStatus.OK, date, 1, SERVER, "", "", "", "");
    }
}
