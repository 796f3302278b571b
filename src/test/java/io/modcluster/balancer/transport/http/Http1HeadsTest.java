package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a response says of its connection. */
final class Http1HeadsTest {
    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, , true",
        "HTTP/1.1, keep-alive, true",
        "HTTP/1.1, Close, false",
        "HTTP/1.1, 'x, close', false",
        "HTTP/1.0, , false",
        "HTTP/1.0, Keep-Alive, true",
    })
    void a_connection_is_used_again_when_the_node_means_so(String version, String connection, boolean again) {
        HttpResponse response = response(version);
        if (connection != null) {
            response.headers().set("Connection", connection);
        }

        assertThat(Http1Heads.isPersistent(response)).isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource({
        "timeout=5, 5000",
        "'max=100, timeout=20', 20000",
        "timeout=0, 1",
        "timeout=99999999999, 60000",
        "timeout=, 60000",
        "max=100, 60000",
    })
    void a_node_that_keeps_connections_for_less_than_we_would_is_believed(String said, long millis) {
        HttpResponse response = response("HTTP/1.1");
        response.headers().set("Keep-Alive", said);

        assertThat(Http1Heads.keepMillis(response, 60_000)).isEqualTo(millis);
    }

    private static HttpResponse response(String version) {
        return new DefaultHttpResponse(HttpVersion.valueOf(version), HttpResponseStatus.OK);
    }
}
