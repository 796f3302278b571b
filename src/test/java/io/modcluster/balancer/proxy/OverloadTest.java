package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.OverloadOptions;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverloadTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger percent = new AtomicInteger();
    private final AtomicInteger collections = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private Overload overload(OverloadOptions options) {
        return new Overload(vertx, options, percent::get, collections::incrementAndGet);
    }

    @ParameterizedTest
    @CsvSource({"89, false, false", "90, true, false", "94, true, false", "95, true, true", "120, true, true"})
    void the_fuller_the_memory_the_more_is_refused(int full, boolean connections, boolean requests) {
        Overload overload = overload(new OverloadOptions());
        percent.set(full);
        overload.look();

        assertThat(overload.refusesConnections()).isEqualTo(connections);
        assertThat(overload.refusesRequests()).isEqualTo(requests);
    }

    @Test
    void what_was_refused_is_taken_again_when_memory_is_free() {
        Overload overload = overload(new OverloadOptions());
        percent.set(99);
        overload.look();
        percent.set(50);
        overload.look();

        assertThat(overload.refusesConnections()).isFalse();
        assertThat(overload.refusesRequests()).isFalse();
    }

    @Test
    void nought_is_never() {
        Overload overload =
                overload(new OverloadOptions().setRefuseConnectionsAt(0).setRefuseRequestsAt(0));
        percent.set(100);
        overload.look();

        assertThat(overload.refusesConnections()).isFalse();
        assertThat(overload.refusesRequests()).isFalse();
    }

    @Test
    void a_collection_is_asked_for_each_five_seconds_while_something_is_refused() {
        Overload overload = overload(new OverloadOptions());
        for (int i = 0; i < 400; i++) {
            overload.look();
        }
        assertThat(collections).hasValue(0);

        percent.set(91);
        for (int i = 0; i < 1 + 120; i++) {
            overload.look();
        }
        assertThat(collections).hasValue(6);
    }
}
