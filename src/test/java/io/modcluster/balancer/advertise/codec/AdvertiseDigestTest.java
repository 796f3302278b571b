package io.modcluster.balancer.advertise.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdvertiseDigestTest {

    @ParameterizedTest
    @DisplayName("check 74: the digest vectors of MCMP §5.3")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''       | Sat, 21 Nov 2026 02:51:50 GMT | 14 | 33afa9ac-a0a9-4c2c-a9ab-521426fa27ca | 97180a23c848d285045f9d97e0582d7f
            mysecret | Sat, 21 Nov 2026 02:51:56 GMT | 2  | adcb40a3-2ec8-4c56-89cf-b6d671aa3ae7 | a02aea12d736d74c229f6a74ba0b54eb
            ''       | Thu, 01 Jan 2026 00:00:00 GMT | 1  | 00000000-0000-4000-8000-000000000001 | 89b347c5e9bc065dd4ba3854a9568613
            s3cr3t   | Thu, 01 Jan 2026 00:00:00 GMT | 42 | 00000000-0000-4000-8000-000000000001 | 4129bbb384830cffac6fba66b90ddfb5
            """)
    void the_vectors_are_equal(String key, String date, long sequence, String server, String hex) {
        assertThat(HexFormat.of().formatHex(AdvertiseDigest.of(key).of(date, sequence, server)))
                .isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({"gr\u00fcn", "'a\nb'", "\u007f"})
    void a_key_that_nodes_read_in_another_way_is_refused_and_not_told(String key) {
        assertThatThrownBy(() -> AdvertiseDigest.of(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("advertise key with other characters than printable ASCII");
    }

    @Test
    void the_key_is_not_printed() {
        assertThat(AdvertiseDigest.of("mysecret"))
                .hasToString(AdvertiseDigest.of("").toString());
    }
}
