package io.modcluster.balancer.manager.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.event.EventBusAddresses;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who knocks all the time does not keep the others from hearing what was done. */
class AuditSharingTest {
    @Test
    void many_refusals_of_a_second_leave_room_for_what_was_done() {
        Vertx vertx = Vertx.vertx();
        AuditSharing sharing = new AuditSharing(vertx, new EventBusAddresses("test"), new AuditLog(), "b1");
        long second = TimeUnit.SECONDS.toNanos(7);

        assertThat(told(sharing, second, true)).isEqualTo(AuditSharing.MAX_REFUSALS_A_SECOND);
        assertThat(told(sharing, second + 1, false)).isEqualTo(AuditSharing.MAX_A_SECOND);
        assertThat(told(sharing, second + TimeUnit.SECONDS.toNanos(1), true))
                .isEqualTo(AuditSharing.MAX_REFUSALS_A_SECOND);
        vertx.close();
    }

    private static long told(AuditSharing sharing, long nanos, boolean refusal) {
        return IntStream.range(0, 1_000)
                .filter(one -> sharing.mayTell(nanos, refusal))
                .count();
    }
}
