package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.size;

import java.util.List;

/** The table of {@code retry.*}. */
final class RetryKeys {
    private static final int MIB = 1024 * 1024;

    static final OptionTable<RetryOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "max-tries",
                    number(1, 10),
                    RetryOptions::getMaxTries,
                    RetryOptions::setMaxTries,
                    "Tries of a request in all, each at another node, where the nodes of a balancer did not say"
                            + " Maxattempts."),
            new OptionKey<>(
                    "budget-percent",
                    number(0, 100),
                    RetryOptions::getBudgetPercent,
                    RetryOptions::setBudgetPercent,
                    "Share of the requests of a balancer's last 10 s that may be sent again after a node has got them;"
                            + " a request that no node has got is not counted."),
            new OptionKey<>(
                    "budget-min",
                    number(0, 1000),
                    RetryOptions::getBudgetMin,
                    RetryOptions::setBudgetMin,
                    "Requests per second that each event loop may send again however few requests there were; those of"
                            + " 10 s can be sent at once."),
            new OptionKey<>(
                    "max-body",
                    size(0, MIB),
                    RetryOptions::getMaxBody,
                    RetryOptions::setMaxBody,
                    "Longest body of an idempotent request that is kept until the response, to be sent again; 0 keeps"
                            + " none.")));

    private RetryKeys() {}
}
