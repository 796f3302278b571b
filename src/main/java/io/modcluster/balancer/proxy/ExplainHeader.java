package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ExplainToken;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told on a response what was chosen for its request: a client at an allowed address, as far as that can be believed,
 * that sends a good token. Whoever sends none, or a bad one, is answered as if there was no such thing. Any thread.
 */
final class ExplainHeader {
    private static final CharSequence NAME = AsciiString.cached("x-balancer-explain");

    private final String member;
    private final ExplainToken tokens;
    private final List<CidrBlock> allow;

    private ExplainHeader(BalancerOptions options) {
        this.member = options.getName();
        this.tokens = new ExplainToken(options.getExplain());
        this.allow = options.getExplain().getAllow();
    }

    /** Null where it is off: then it costs nothing. */
    static @Nullable ExplainHeader of(BalancerOptions options) {
        return options.getExplain().isOn() ? new ExplainHeader(options) : null;
    }

    /** To be called for each exchange; one look where nobody asks. */
    void begin(Exchange exchange) {
        String token = exchange.clientRequest().headers().get(NAME);
        if (token != null
                && isAllowed(exchange.client().address())
                && tokens.isGood(token, System.currentTimeMillis())) {
            exchange.notes().explain(new ExplainTrail(member, exchange.head().host()));
        }
    }

    private boolean isAllowed(String address) {
        return allow.stream().anyMatch(block -> block.containsLiteral(address));
    }
}
