package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.RetryPolicy;
import io.modcluster.balancer.options.RetryOptions;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a failed request gets another try: the rules of {@link RetryPolicy}, Maxattempts, and a budget for each balancer.
 *
 * <p>Two kinds of tries cost nothing of the budget. What no node has got adds no work to any node, so that a refused connection
 * never costs a request. And a stale connection is paid for: it has answered a request before, so a node that answers nothing
 * soon has none.
 */
final class Retries {
    private final RetryOptions options;
    private final Map<String, RetryBudget> budgets = new HashMap<>();

    Retries(RetryOptions options) {
        this.options = options;
    }

    /** A request goes to a node of this balancer for the first time. */
    void begun(BalancerConfig balancer, long nowMillis) {
        budgetOf(balancer).requested(nowMillis);
    }

    /** Whether it may go to a node again. To be asked once for each failure. */
    boolean mayRetry(Exchange exchange, BalancerConfig balancer, FailureKind kind, long nowMillis) {
        int tries = balancer.maxAttempts().orElse(options.getMaxTries() - 1) + 1;
        // a node that cannot be spoken to costs no try; each is asked once
        int left = kind.countsAsTry() ? tries - exchange.tries() : 1;
        String method = exchange.clientRequest().method().name();
        if (exchange.isOver() || !RetryPolicy.mayRetry(kind, method, exchange.isReplayable(), left)) {
            return false;
        }
        return kind.retry() == FailureKind.Retry.ALWAYS
                || kind == FailureKind.STALE_CONNECTION
                || budgetOf(balancer).take(nowMillis);
    }

    /** Names of balancers come from nodes; so they are bounded by {@code mcmp.max-nodes}. */
    private RetryBudget budgetOf(BalancerConfig balancer) {
        RetryBudget budget = budgets.get(balancer.name());
        if (budget == null) {
            budget = new RetryBudget(options.getBudgetPercent(), options.getBudgetMin());
            budgets.put(balancer.name(), budget);
        }
        return budget;
    }
}
