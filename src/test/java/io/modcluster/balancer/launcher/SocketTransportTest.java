package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.options.ServerOptions.Transport;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which transport is used when some are not to be had. */
final class SocketTransportTest {
    @Test
    void auto_takes_epoll_and_never_io_uring() {
        assertThat(chosen(Transport.AUTO, EnumSet.allOf(Transport.class))).isEqualTo("EPOLL");
    }

    @Test
    void auto_does_without_epoll_where_there_is_none() {
        assertThat(chosen(Transport.AUTO, EnumSet.of(Transport.NIO, Transport.IO_URING)))
                .isEqualTo("nio");
        assertThat(SocketTransport.of(Transport.AUTO, none -> null).name()).isEqualTo("nio");
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "IO_URING", "NIO"})
    void one_that_is_named_is_taken(Transport named) {
        assertThat(chosen(named, EnumSet.of(named))).isEqualTo(named.name());
    }

    @Test
    void one_that_is_named_and_not_to_be_had_ends_the_start_with_its_reason() {
        assertThatThrownBy(() -> chosen(Transport.IO_URING, EnumSet.of(Transport.EPOLL, Transport.NIO)))
                .isInstanceOf(StartFailure.class)
                .hasMessage("the balancer did not start: server.transport io-uring is not to be had: \"not permitted\""
                        + " (expected: auto, or one that this system has)");
    }

    @Test
    void one_that_is_not_in_the_class_path_is_told_likewise() {
        assertThatThrownBy(() -> SocketTransport.of(Transport.EPOLL, none -> null))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("server.transport epoll is not to be had: its library is not there");
    }

    private static String chosen(Transport wanted, Set<Transport> available) {
        return SocketTransport.of(wanted, asked -> new Offered(asked.name(), available.contains(asked)))
                .name();
    }

    private record Offered(String name, boolean available) implements io.vertx.core.transport.Transport {
        @Override
        public @Nullable Throwable unavailabilityCause() {
            return available
                    ? null
                    : new UnsatisfiedLinkError("around").initCause(new IllegalStateException("not permitted"));
        }

        @Override
        public io.vertx.core.spi.transport.@Nullable Transport implementation() {
            return null;
        }
    }
}
