package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.LimitOptions;
import io.modcluster.balancer.options.RequestOptions;
import io.modcluster.balancer.transport.BodyFraming;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a request and its body may be, for all contexts or for some. What is not limited costs nothing. */
final class RequestLimits {
    private final Limit all;
    private final PathRules<Limit> some;
    private final boolean any;

    /** What holds for a request: 0 is no limit. */
    private record Limit(long maxBody, long totalMillis) {}

    RequestLimits(BalancerOptions options) {
        RequestOptions request = options.getRequest();
        all = new Limit(request.getMaxBody(), request.getTotalTimeout().toMillis());
        PathRules.Builder<Limit> rules = new PathRules.Builder<>();
        for (LimitOptions limit : options.getLimits()) {
            long maxBody = limit.getMaxBody();
            Duration total = limit.getTotalTimeout();
            rules.add(
                    limit.getPath(),
                    new Limit(
                            maxBody < 0 ? all.maxBody : maxBody,
                            total.isNegative() ? all.totalMillis : total.toMillis()));
        }
        some = rules.build();
        any = all.maxBody > 0 || all.totalMillis > 0 || !options.getLimits().isEmpty();
    }

    /** Applies what holds for this exchange; how it is refused at once, or null. */
    @Nullable
    FailureKind apply(Vertx vertx, Exchange exchange, Runnable late) {
        if (!any) {
            return null;
        }
        Limit limit = some.find(exchange.head().host(), exchange.head().path());
        Limit holds = limit == null ? all : limit;
        if (holds.maxBody > 0 && exchange.framing() != BodyFraming.NONE) {
            if (lengthOf(exchange.clientRequest()) > holds.maxBody) {
                return FailureKind.BODY_TOO_LARGE;
            }
            exchange.notes().limitBody(holds.maxBody);
        }
        if (holds.totalMillis > 0) {
            long timer = vertx.setTimer(holds.totalMillis, rung -> late.run());
            exchange.notes().atEnd(() -> vertx.cancelTimer(timer));
        }
        return null;
    }

    /** The decoder has let no other than digits through; so many that they are no long are too many. */
    private static long lengthOf(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
