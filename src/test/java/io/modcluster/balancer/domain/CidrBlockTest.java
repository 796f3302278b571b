package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrBlockTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.0.0",
        "10.1.0.0/16, 10.1.255.255",
        "10.1.0.0/17, 10.1.127.255",
        "192.0.2.7, 192.0.2.7",
        "0.0.0.0/0, 203.0.113.9",
        "::1/128, ::1",
        "::1, 0:0:0:0:0:0:0:1",
        "fd00::/8, fdab:1::2",
        "2001:db8::/33, 2001:db8:7fff::1",
        "::/0, 2001:db8::1",
        "10.0.0.0/8, ::ffff:10.2.3.4",
        "::ffff:10.0.0.0/104, 10.2.3.4",
    })
    void an_address_inside_is_contained(String block, String address) {
        assertThat(CidrBlock.parse(block).containsLiteral(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.2.0.0",
        "10.1.0.0/17, 10.1.128.0",
        "192.0.2.7, 192.0.2.8",
        "::/0, 10.0.0.1",
        "::/0, ::ffff:10.0.0.1",
        "0.0.0.0/0, ::1",
        "::1/128, ::2",
        "2001:db8::/33, 2001:db8:8000::1",
        "127.0.0.0/8, localhost",
    })
    void an_address_outside_is_not_contained(String block, String address) {
        assertThat(CidrBlock.parse(block).containsLiteral(address)).isFalse();
    }

    @Test
    void addresses_of_sockets_are_understood() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};

        assertThat(CidrBlock.parse("127.0.0.0/8").contains(InetAddress.getLoopbackAddress()))
                .isTrue();
        assertThat(CidrBlock.parse("10.1.0.0/16").contains(InetAddress.getByAddress(new byte[] {10, 1, 2, 3})))
                .isTrue();
        assertThat(CidrBlock.parse("10.1.0.0/16").contains(mapped)).isTrue();
        assertThat(CidrBlock.parse("10.1.0.0/16").contains(new byte[] {10, 1})).isFalse();
    }

    @Test
    void an_address_that_only_resembles_a_mapped_one_is_ipv6() {
        CidrBlock ten = CidrBlock.parse("10.0.0.0/8");

        assertThat(ten.containsLiteral("1::ffff:10.0.0.1")).isFalse();
        assertThat(ten.containsLiteral("::fffe:10.0.0.1")).isFalse();
        assertThat(ten.containsLiteral("::feff:10.0.0.1")).isFalse();
        assertThat(ten.containsLiteral("::10.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.0.0/16",
        "192.0.2.7, 192.0.2.7/32",
        "0:0:0:0:0:0:0:1, ::1/128",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
        "fd00::/8, fd00::/8",
        "::/0, ::/0",
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3/128",
    })
    void the_text_is_canonical_and_reads_back(String written, String canonical) {
        CidrBlock block = CidrBlock.parse(written);

        assertThat(block).hasToString(canonical);
        assertThat(CidrBlock.parse(canonical)).isEqualTo(block).hasSameHashCodeAs(block);
    }

    @Test
    void blocks_differ_by_network_and_by_prefix() {
        CidrBlock block = CidrBlock.parse("10.0.0.0/8");

        assertThat(block).isNotEqualTo(CidrBlock.parse("10.0.0.0/9"));
        assertThat(block).isNotEqualTo(CidrBlock.parse("11.0.0.0/8"));
        assertThat(block.equals(new Object())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3/16, 10.1.0.0/16", "fd00::1/8, fd00::/8"})
    void bits_behind_the_prefix_are_refused_with_the_block_that_was_meant(String written, String meant) {
        assertThatThrownBy(() -> CidrBlock.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + written + "\" (expected: no bits behind the prefix, as in " + meant + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.0/999"})
    void a_bad_prefix_is_refused(String text) {
        assertThatThrownBy(() -> CidrBlock.parse(text))
                .hasMessage("\"" + text + "\" (expected: a prefix length of 0..32)");
    }

    @Test
    void a_mapped_block_has_at_least_the_96_bits_that_make_it_one() {
        assertThatThrownBy(() -> CidrBlock.parse("::ffff:0:0/95"))
                .hasMessage("\"::ffff:0:0/95\" (expected: a prefix length of 96..128)");
    }

    @Test
    void a_host_name_is_refused_and_not_looked_up() {
        assertThatThrownBy(() -> CidrBlock.parse("node1.example.com"))
                .hasMessageStartingWith("\"node1.example.com\" (expected: an address block such as")
                .hasMessageContaining("not looked up");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.x",
                "0x7f.0.0.1",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::1",
                "1.2.3.4::",
                "::1.2.3",
                "::1.2.3.4:5",
                "fe80::1%eth0",
                "[::1]",
                "1:2:3:4:5:6:7:1.2.3.4",
                "11111111111111111111111111111111111111111111111111"
            })
    void what_is_not_an_address_is_refused(String text) {
        assertThat(IpLiteral.parse(text)).isEmpty();
        assertThatThrownBy(() -> CidrBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "64:ff9b::192.0.2.33", "::"})
    void unusual_but_good_addresses_are_accepted(String text) {
        assertThat(IpLiteral.parse(text)).get().satisfies(bytes -> assertThat(bytes)
                .hasSize(16));
    }
}
