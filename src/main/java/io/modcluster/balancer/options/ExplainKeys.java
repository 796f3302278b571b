package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.ListTypes.addressBlocks;
import static io.modcluster.balancer.options.OptionTypes.duration;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code explain.*}. */
final class ExplainKeys {
    static final OptionTable<ExplainOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                            "secret",
                            OptionTypes.text(
                                    Pattern.compile("|[ -~]{16,128}"),
                                    "16..128 printable ASCII characters, or nothing"),
                            ExplainOptions::getSecret,
                            ExplainOptions::setSecret,
                            "Secret of all balancers of a cluster that tokens for the header X-Balancer-Explain are signed"
                                    + " with; empty is no such header.")
                    .secret(),
            new OptionKey<>(
                    "allow",
                    addressBlocks(),
                    ExplainOptions::getAllow,
                    ExplainOptions::setAllow,
                    "Address blocks of clients that are answered with X-Balancer-Explain when they send a good token."),
            new OptionKey<>(
                    "lifetime",
                    duration(Duration.ofSeconds(1), ExplainToken.MAX_LIFETIME),
                    ExplainOptions::getLifetime,
                    ExplainOptions::setLifetime,
                    "How long a token for X-Balancer-Explain is good.")));

    private ExplainKeys() {}
}
