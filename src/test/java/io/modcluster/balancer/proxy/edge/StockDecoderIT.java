package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Why there is a decoder of our own. Fails once vertx-core reads header names right. */
class StockDecoderIT {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    @DisplayName("F1 CVE-2026-102479")
    @Test
    void vertx_core_still_takes_a_header_that_only_looks_like_content_length_for_it() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<String> seen = new CopyOnWriteArrayList<>();
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
            server.requestHandler(request -> {
                seen.add(request.uri());
                request.response().end();
            });
            server.listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            String bytes =
                    "POST /p HTTP/1.1\r\nHost: a\r\nContent-Xength: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED;
            RawHttp.exchange(server.actualPort(), bytes, Duration.ofMillis(400));
            assertThat(seen).containsExactly("/p");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
