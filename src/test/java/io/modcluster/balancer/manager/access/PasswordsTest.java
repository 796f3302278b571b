package io.modcluster.balancer.manager.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of passwords, and the file that has them. */
class PasswordsTest {
    /** Few rounds: a test does not wait for what slows thieves down. */
    private static PasswordHash hash(String password) {
        return PasswordHash.of(password.toCharArray(), 1_000);
    }

    @Test
    void a_hash_knows_its_password_and_no_other() {
        PasswordHash read = PasswordHash.parse(hash("pässword: $").text());
        assertThat(read.matches("pässword: $".toCharArray())).isTrue();
        assertThat(read.matches("pässword: ".toCharArray())).isFalse();
        assertThat(read.matches("".toCharArray())).isFalse();
        assertThat(hash("a").text()).as("salted").isNotEqualTo(hash("a").text());
        assertThat(PasswordHash.ITERATIONS).isGreaterThanOrEqualTo(600_000);
        assertThat(hash("a").toString()).doesNotContain(hash("a").text().substring(40));
    }

    @Test
    void a_file_of_users_is_read() {
        String text = hash("right").text();
        var users = UsersFile.parse(List.of("# people", "", " eve:viewer:" + text, "bob:operator:" + text), "users");
        assertThat(users).containsOnlyKeys("eve", "bob");
        assertThat(users.get("eve")).extracting(UsersFile.User::role).isEqualTo(Role.VIEWER);
        assertThat(users.get("bob")).extracting(UsersFile.User::role).isEqualTo(Role.OPERATOR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eve",
                "eve:viewer",
                "eve:root:HASH",
                "e ve:viewer:HASH",
                "eve:viewer:hunter2hunter2",
                "eve:viewer:pbkdf2-sha256$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAA",
                "# nobody"
            })
    void a_line_that_is_none_is_refused_without_telling_secrets(String line) {
        String written = line.replace("HASH", hash("right").text());
        assertThatThrownBy(() -> UsersFile.parse(List.of(written), "users"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("manager.users: users")
                .hasMessageContaining("expected")
                .satisfies(wrong -> assertThat(wrong.getMessage()).doesNotContain("hunter2", "pbkdf2-sha256$1"));
    }

    @Test
    void tries_are_counted_by_address_and_forgiven_after_a_minute() {
        LoginTries tries = new LoginTries();
        for (int i = 0; i < LoginTries.MAX; i++) {
            assertThat(tries.waitMillis("10.0.0.1", i)).isZero();
            tries.failed("10.0.0.1", i);
        }
        assertThat(tries.waitMillis("10.0.0.1", 1_000)).isEqualTo(LoginTries.WINDOW_MILLIS - 1_000);
        assertThat(tries.waitMillis("10.0.0.2", 1_000)).isZero();
        assertThat(tries.waitMillis("10.0.0.1", LoginTries.WINDOW_MILLIS)).isZero();
        tries.failed("10.0.0.1", LoginTries.WINDOW_MILLIS);
        assertThat(tries.waitMillis("10.0.0.1", LoginTries.WINDOW_MILLIS)).isZero();
    }

    @Test
    void a_try_that_was_right_is_none() {
        LoginTries tries = new LoginTries();
        for (int i = 0; i < LoginTries.MAX - 1; i++) {
            tries.failed("10.0.0.1", 0);
        }
        for (int i = 0; i < LoginTries.MAX; i++) {
            tries.failed("10.0.0.1", 1);
            assertThat(tries.waitMillis("10.0.0.1", 1)).isPositive();
            tries.succeeded("10.0.0.1");
            assertThat(tries.waitMillis("10.0.0.1", 1)).isZero();
        }
    }

    @Test
    void neighbours_in_a_network_of_ipv6_are_one() {
        LoginTries tries = new LoginTries();
        for (int i = 0; i < LoginTries.MAX; i++) {
            tries.failed("2001:db8::" + i, 0);
        }
        assertThat(tries.waitMillis("2001:db8::ffff", 1)).isPositive();
        assertThat(tries.waitMillis("2001:db8:0:1::1", 1)).isZero();
    }

    @Test
    void I_03_tokens_are_128_bits_and_no_two_are_the_same() {
        SecureRandom random = new SecureRandom();
        List<String> values = Stream.generate(() -> new ChangeToken(random).value())
                .limit(10_000)
                .toList();
        assertThat(values).doesNotHaveDuplicates().allMatch(value -> value.matches("[0-9a-f]{32}"));
        ChangeToken token = new ChangeToken(random);
        assertThat(token.is(token.value())).isTrue();
        assertThat(token.is(null)).isFalse();
        assertThat(token.is("")).isFalse();
        assertThat(token.is(token.value().substring(1))).isFalse();
        assertThat(token.toString()).doesNotContain(token.value());
    }
}
