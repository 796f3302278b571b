package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code health.*}. */
final class HealthKeys {
    /** What may stand in a request line: it is sent as it is. */
    private static final OptionType<String> PATH = OptionTypes.text(
            Pattern.compile("(/[!-~]*)?"), "a path of at most 253 characters that begins with /, or nothing");

    static final OptionTable<HealthOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "active",
                    trueOrFalse(),
                    HealthOptions::isActive,
                    HealthOptions::setActive,
                    "Whether all nodes are looked at in turn, not only those in error and those that send"
                            + " no STATUS."),
            new OptionKey<>(
                    "interval",
                    duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    HealthOptions::getInterval,
                    HealthOptions::setInterval,
                    "How often each node is looked at."),
            new OptionKey<>(
                    "timeout",
                    duration(Duration.ofMillis(10), Duration.ofSeconds(60)),
                    HealthOptions::getTimeout,
                    HealthOptions::setTimeout,
                    "How long a node may take for its answer when it is looked at in turn."),
            new OptionKey<>(
                    "path",
                    PATH,
                    HealthOptions::getPath,
                    HealthOptions::setPath,
                    "Path of the GET that HTTP nodes are looked at with; empty is OPTIONS *, which any"
                            + " answer is good for."),
            new OptionKey<>(
                    "expect-status",
                    ListTypes.statuses(),
                    HealthOptions::getExpectStatus,
                    HealthOptions::setExpectStatus,
                    "Statuses of the answer to that GET that are good."),
            new OptionKey<>(
                    "rise",
                    number(1, 10),
                    HealthOptions::getRise,
                    HealthOptions::setRise,
                    "Good looks in a row that take a node back in."),
            new OptionKey<>(
                    "fall",
                    number(1, 10),
                    HealthOptions::getFall,
                    HealthOptions::setFall,
                    "Bad looks in a row that take out a node that accepts connections; one that refuses"
                            + " them is out at once."),
            new OptionKey<>(
                    "eject-time",
                    duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
                    HealthOptions::getEjectTime,
                    HealthOptions::setEjectTime,
                    "How long a node that failed again within a minute stays out at least, doubled each" + " time."),
            new OptionKey<>(
                    "max-eject-time",
                    duration(Duration.ofMillis(100), Duration.ofHours(1)),
                    HealthOptions::getMaxEjectTime,
                    HealthOptions::setMaxEjectTime,
                    "Longest time up to which health.eject-time doubles."),
            new OptionKey<>(
                    "max-ejected-percent",
                    number(0, 100),
                    HealthOptions::getMaxEjectedPercent,
                    HealthOptions::setMaxEjectedPercent,
                    "Share of the nodes of a balancer that may be out though they accept connections."),
            new OptionKey<>(
                    "error-percent",
                    number(0, 100),
                    HealthOptions::getErrorPercent,
                    HealthOptions::setErrorPercent,
                    "Share of requests within 10 s that a node breaks off or answers with what is no HTTP"
                            + " that takes it out; 0 is never."),
            new OptionKey<>(
                    "error-min",
                    number(1, 100_000),
                    HealthOptions::getErrorMin,
                    HealthOptions::setErrorMin,
                    "Requests within 10 s that a node must have got before that share counts."),
            new OptionKey<>(
                    "count-timeouts",
                    trueOrFalse(),
                    HealthOptions::isCountTimeouts,
                    HealthOptions::setCountTimeouts,
                    "Whether a response that does not come in time counts in that share, too.")));

    private HealthKeys() {}
}
