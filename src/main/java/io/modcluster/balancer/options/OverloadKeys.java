package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.number;

import java.util.List;

/** The table of {@code overload.*}. */
final class OverloadKeys {
    private static final int PERCENT = 100;

    static final OptionTable<OverloadOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "refuse-connections-at",
                    number(0, PERCENT),
                    OverloadOptions::getRefuseConnectionsAt,
                    OverloadOptions::setRefuseConnectionsAt,
                    "Percentage of the memory in use from which new client connections are closed at once; 0 is never."),
            new OptionKey<>(
                    "refuse-requests-at",
                    number(0, PERCENT),
                    OverloadOptions::getRefuseRequestsAt,
                    OverloadOptions::setRefuseRequestsAt,
                    "Percentage of the memory in use from which requests are answered 503; 0 is never.")));

    private OverloadKeys() {}
}
