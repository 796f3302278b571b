package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SurroundingsTest {

    @Test
    void configuration_is_looked_for_in_the_working_directory_and_then_beside_the_jar() {
        Surroundings surroundings = Surroundings.ofProcess((vertx, options) -> Future.failedFuture("not started"));

        assertThat(surroundings.folders())
                .containsExactly(Path.of(""), Path.of("target").toAbsolutePath());
        assertThat(surroundings.environment()).isEqualTo(System.getenv());
    }

    @Test
    void an_ipv6_address_is_written_in_brackets() {
        assertThat(Ports.at("::1", 80)).isEqualTo("[::1]:80");
        assertThat(Ports.at("localhost", 80)).isEqualTo("localhost:80");
    }

    @Test
    void a_host_that_does_not_exist_is_not_free() {
        assertThat(Ports.isFree("no-such-host.invalid", 0)).isFalse();
        assertThat(Ports.isFree("127.0.0.1", 0)).isTrue();
    }
}
