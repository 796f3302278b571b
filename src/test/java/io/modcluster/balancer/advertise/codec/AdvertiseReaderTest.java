package io.modcluster.balancer.advertise.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.advertise.codec.AdvertiseReading.Flaw;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Read;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Refused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdvertiseReaderTest {
    private static final String GOOD =
            """
            HTTP/1.0 200 OK
            Date: Thu, 01 Jan 2026 00:00:00 GMT
            Sequence: 42
            Digest: 4129bbb384830cffac6fba66b90ddfb5
            Server: 00000000-0000-4000-8000-000000000001
            X-Manager-Address: 192.0.2.1:6666
            """;
    private static final AdvertiseDigest KEY = AdvertiseDigest.of("s3cr3t");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            HTTP/1.0 200 OK | HTTP/1.1 200
            Digest: 4129bb  | DIGEST:4129BB
            Server:         | Server: 00000000-0000-4000-8000-000000000001~X-Other:~x:
            192.0.2.1:6666  | 192.0.2.1:6666~~not a header
            192.0.2.1:6666  | balancer_1.example.:1
            """)
    void harmless_differences_are_read(String text, String other) {
        AdvertiseReading reading = read(GOOD.replaceFirst("(?<=^|\n)\\Q" + text + "\\E", other.replace('~', '\n')));

        assertThat(reading).isInstanceOf(Read.class);
        assertThat(((Read) reading).isSignedWith(KEY)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("H-03 an altered date, sequence or server has another digest; the address is not covered")
    @CsvSource({"2026 00:00:00, 2026 00:00:01", "Sequence: 42, Sequence: 43", "8000-000000000001, 8000-000000000002"})
    void what_was_altered_has_another_digest(String text, String other) {
        assertThat(((Read) read(GOOD)).isSignedWith(KEY)).isTrue();
        assertThat(((Read) read(GOOD.replace(text, other))).isSignedWith(KEY)).isFalse();
        assertThat(((Read) read(GOOD.replace("192.0.2.1", "192.0.2.2"))).isSignedWith(KEY))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            HTTP/1.0 200 OK                  | HTTP/2.0 200 OK                     | STATUS_LINE
            HTTP/1.0 200 OK                  | HTTP/1.0 201 Created                | STATUS_LINE
            HTTP/1.0 200 OK                  | HTTP/1.0 2000 OK                    | STATUS_LINE
            HTTP/1.0 200 OK                  | ''                                  | STATUS_LINE
            Sequence: 42                     | Sequence 42                         | HEADER
            Sequence: 42                     | : 42                                | HEADER
            Sequence: 42                     | Sequence: 42~sequence: 43           | HEADER
            Date: Thu, 01 Jan 2026           | X-Date:                             | DATE
            Date: Thu, 01 Jan 2026           | Date: 01234567890123456789012345678901234567890123456789012345 | DATE
            Sequence: 42                     | Sequence: 0                         | SEQUENCE
            Sequence: 42                     | Sequence: 042                       | SEQUENCE
            Sequence: 42                     | Sequence: +42                       | SEQUENCE
            Sequence: 42                     | Sequence: 9223372036854775808       | SEQUENCE
            Sequence: 42                     | Sequence:                           | SEQUENCE
            Digest: 4129bbb384830cffac6fba66b90ddfb5 | X: y                        | DIGEST
            Digest: 4129                     | Digest: 412                         | DIGEST
            Digest: 4129                     | Digest: 41299                       | DIGEST
            Digest: 4129                     | Digest: g129                        | DIGEST
            Server: 0                        | X: 0                                | SERVER
            Server: 0                        | Server: 0 0                         | SERVER
            Server: 0                        | Server: 012345678901234567890123456789 | SERVER
            X-Manager-Address: 192.0.2.1:6666 | X-Manager-Address: 192.0.2.1       | ADDRESS
            """)
    void what_could_be_read_in_two_ways_is_refused(String text, String other, Flaw flaw) {
        assertThat(read(GOOD.replace(text, other.replace('~', '\n'))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.flaw()).isEqualTo(flaw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                ":6666",
                "h:",
                "h:0",
                "h:65536",
                "h:066",
                "h:-1",
                "h:1a",
                "h h:1",
                "[h]:1",
                "[::1:1",
                "[::1]1",
                "[fe80::1%eth0]:1",
                "[fe80::1%2]:1",
                "::g:1",
                "-h:1",
                "http://h:1",
                "h/x:1",
                "[]:1",
                "[192.0.2.1]:1"
            })
    void what_is_no_address_is_refused(String address) {
        assertThat(AdvertisedAddress.parse(address)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"[::1]:65535, [::1]:65535", "::1:80, [::1]:80", "h:1, h:1", "0:0:0:0:0:0:0:1:80, [0:0:0:0:0:0:0:1]:80"})
    void ipv6_is_written_in_brackets_and_read_without(String address, String written) {
        assertThat(AdvertisedAddress.parse(address).orElseThrow()).hasToString(written);
    }

    @Test
    void an_address_is_bounded() {
        assertThat(AdvertisedAddress.parse("h".repeat(253) + ":1")).isPresent();
        assertThat(AdvertisedAddress.parse("h".repeat(254) + ":1")).isEmpty();
    }

    @Test
    void other_bytes_than_printable_lines_are_refused() {
        assertThat(read(GOOD.replace("Sequence", "\u00e9")).toString()).isEqualTo("NOT_TEXT: \"\\u00e9: 42\"");
        assertThat(read(GOOD.replace("OK", "\0")).toString()).isEqualTo("NOT_TEXT: \"HTTP/1.0 200 \\u0000\"");
        assertThat(parse(GOOD).toString()).startsWith("NOT_TEXT: \"HTTP/1.0 200 OK\\u000aDate: ");
        assertThat(AdvertiseDatagram.parse(new byte[0]).toString()).isEqualTo("STATUS_LINE: \"\"");
    }

    @Test
    void a_datagram_is_bounded() {
        String full = GOOD.replace("\n", "\r\n") + "X: ";
        assertThat(parse(full + "x".repeat(4096 - full.length()))).isInstanceOf(Read.class);
        assertThat(parse(full + "x".repeat(4097 - full.length()))).hasToString("TOO_LONG: \"4097 bytes\"");
    }

    @Test
    void what_was_read_can_be_shown() {
        assertThat(read(GOOD)).hasToString(((Read) read(GOOD)).datagram().toString());
    }

    private static AdvertiseReading read(String lines) {
        return parse(lines.replace("\n", "\r\n"));
    }

    private static AdvertiseReading parse(String text) {
        return AdvertiseDatagram.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
