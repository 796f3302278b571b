package io.modcluster.balancer.bench;

import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.SessionId;
import io.modcluster.balancer.domain.routing.SessionLocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Finding the session id of a request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionLocatorBenchmark {
    private final RequestHead none = head("/app/x", "theme=dark; lang=en");
    private final RequestHead cookie = head("/app/x", "theme=dark; JSESSIONID=0123456789ABCDEF.node1; lang=en");
    private final RequestHead path = head("/app/x;jsessionid=0123456789ABCDEF.node1", "theme=dark; lang=en");

    /** A request without a session. */
    @Benchmark
    public @Nullable SessionId none() {
        return find(none);
    }

    /** In a cookie. */
    @Benchmark
    public @Nullable SessionId cookie() {
        return find(cookie);
    }

    /** In the path. */
    @Benchmark
    public @Nullable SessionId path() {
        return find(path);
    }

    private static @Nullable SessionId find(RequestHead head) {
        return SessionLocator.find(head, "JSESSIONID", "jsessionid", "node1"::equals);
    }

    private static RequestHead head(String target, String cookies) {
        return new RequestHead("localhost", "/app/x", target, List.of(cookies));
    }
}
