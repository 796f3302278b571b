package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.routing.RetryPolicy.mayRetry;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureKindTest {
    /** The whole table: a new kind without a row here fails {@link #every_kind_has_a_row}. */
    private static final String ROWS =
            """
            NO_CONTEXT,             404, NEVER,         false
            CONTEXT_CLOSED,         404, NEVER,         false
            NO_NODE_UP,             503, NEVER,         false
            SESSION_NODE_LOST,      503, NEVER,         false
            NO_UPGRADE,             501, ALWAYS,        false
            TOO_MANY_TUNNELS,       503, NEVER,         false
            HEAD_TOO_LARGE,         431, NEVER,         false
            CONNECT_FAILED,         503, ALWAYS,        true
            TLS_REFUSED,            502, ALWAYS,        true
            QUEUE_FULL,             503, ALWAYS,        false
            QUEUE_TIMEOUT,          503, ALWAYS,        false
            STALE_CONNECTION,       502, IF_IDEMPOTENT, false
            BROKEN_BEFORE_RESPONSE, 502, IF_IDEMPOTENT, false
            RESPONSE_TIMEOUT,       504, NEVER,         false
            BAD_RESPONSE,           502, NEVER,         false
            OVERLOADED,             503, NEVER,         false
            MAINTENANCE,            503, NEVER,         false
            BODY_TOO_LARGE,         413, NEVER,         false
            BODY_TOO_SLOW,          408, NEVER,         false
            BODY_BROKEN,            400, NEVER,         false
            TOTAL_TIMEOUT,          504, NEVER,         false
            BROKEN_AFTER_RESPONSE,  0,   NEVER,         false
            CLIENT_STALLED,         0,   NEVER,         false
            CLIENT_GONE,            499, NEVER,         false
            """;

    @ParameterizedTest
    @CsvSource(textBlock = ROWS)
    void a_failure_has_a_status_a_retry_rule_and_a_culprit(
            FailureKind kind, int status, FailureKind.Retry retry, boolean blamesNode) {
        assertThat(kind.status()).isEqualTo(status);
        assertThat(kind.retry()).isEqualTo(retry);
        assertThat(kind.blamesNode()).isEqualTo(blamesNode);
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void every_kind_has_a_row(FailureKind kind) {
        assertThat(ROWS.lines()).anyMatch(row -> row.startsWith(kind.name() + ","));
    }

    @Test
    void a_rejected_selection_fails_for_its_reason() {
        assertThat(FailureKind.of(Selection.Reason.NO_CONTEXT)).isEqualTo(FailureKind.NO_CONTEXT);
        assertThat(FailureKind.of(Selection.Reason.CONTEXT_CLOSED)).isEqualTo(FailureKind.CONTEXT_CLOSED);
        assertThat(FailureKind.of(Selection.Reason.NO_NODE_UP)).isEqualTo(FailureKind.NO_NODE_UP);
        assertThat(FailureKind.of(Selection.Reason.SESSION_NODE_LOST)).isEqualTo(FailureKind.SESSION_NODE_LOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH", "TRACE", "FOO"})
    void a_request_that_was_not_sent_goes_to_another_node_whatever_its_method(String method) {
        assertThat(mayRetry(FailureKind.CONNECT_FAILED, method, false, 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
    void a_broken_idempotent_request_is_sent_again_if_its_body_is_still_there(String method) {
        assertThat(mayRetry(FailureKind.BROKEN_BEFORE_RESPONSE, method, true, 1))
                .isTrue();
        assertThat(mayRetry(FailureKind.BROKEN_BEFORE_RESPONSE, method, false, 1))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "TRACE", "CONNECT", "get", "FOO"})
    void a_broken_request_that_is_not_idempotent_is_never_sent_twice(String method) {
        assertThat(mayRetry(FailureKind.BROKEN_BEFORE_RESPONSE, method, true, 9))
                .isFalse();
        assertThat(mayRetry(FailureKind.STALE_CONNECTION, method, true, 9)).isFalse();
    }

    @Test
    void a_late_or_odd_response_is_never_retried() {
        assertThat(mayRetry(FailureKind.RESPONSE_TIMEOUT, "GET", true, 9)).isFalse();
        assertThat(mayRetry(FailureKind.BAD_RESPONSE, "GET", true, 9)).isFalse();
        assertThat(mayRetry(FailureKind.BROKEN_AFTER_RESPONSE, "GET", true, 9)).isFalse();
    }

    @Test
    void nothing_is_retried_when_no_try_is_left() {
        assertThat(mayRetry(FailureKind.CONNECT_FAILED, "GET", true, 0)).isFalse();
        assertThat(mayRetry(FailureKind.CONNECT_FAILED, "GET", true, -1)).isFalse();
    }
}
