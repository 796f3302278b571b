package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.HOST;
import static io.modcluster.balancer.options.OptionTypes.PORT;
import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.path;
import static io.modcluster.balancer.options.OptionTypes.text;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code cluster.*}. */
final class ClusterKeys {
    /** Empty is "not said"; {@link CrossRules} asks for it when the cluster is enabled. */
    private static final OptionType<String> NAME = text(
            Pattern.compile("(?!dev$)[A-Za-z0-9._-]{0,63}"),
            "1..63 characters of A-Z a-z 0-9 . _ -, but not dev, the name that each Hazelcast has by default");

    static final OptionTable<ClusterOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    ClusterOptions::isEnabled,
                    ClusterOptions::setEnabled,
                    "Whether this balancer shares what nodes said with others."),
            new OptionKey<>(
                    "name",
                    NAME,
                    ClusterOptions::getName,
                    ClusterOptions::setName,
                    "Name that all balancers of the cluster have, and no other cluster nearby; needed when the"
                            + " cluster is enabled."),
            new OptionKey<>(
                    "host",
                    HOST,
                    ClusterOptions::getHost,
                    ClusterOptions::setHost,
                    "Address of this machine on which members talk to each other, never 0.0.0.0: whoever reaches it"
                            + " can join."),
            new OptionKey<>(
                    "port", number(1, 65_535), ClusterOptions::getPort, ClusterOptions::setPort, "Port of Hazelcast."),
            new OptionKey<>(
                    "bus-port",
                    PORT,
                    ClusterOptions::getBusPort,
                    ClusterOptions::setBusPort,
                    "Port of the event bus between members; 0 takes any free one."),
            new OptionKey<>(
                    "members",
                    ListTypes.members(),
                    ClusterOptions::getMembers,
                    ClusterOptions::setMembers,
                    "Where members may be, this one too if you like; a name stands for all its addresses, and a"
                            + " missing port for cluster.port."),
            new OptionKey<>(
                    "multicast",
                    trueOrFalse(),
                    ClusterOptions::isMulticast,
                    ClusterOptions::setMulticast,
                    "Whether members look for each other by multicast in place of the list."),
            new OptionKey<>(
                    "join-timeout",
                    duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    ClusterOptions::getJoinTimeout,
                    ClusterOptions::setJoinTimeout,
                    "How long a start waits for the others and for their table before it goes on alone."),
            new OptionKey<>(
                    "config",
                    path(),
                    ClusterOptions::getConfig,
                    ClusterOptions::setConfig,
                    "Hazelcast XML used in place of what cluster.name, host, port, members and multicast would say"
                            + " to Hazelcast; empty is none.")));

    private ClusterKeys() {}
}
