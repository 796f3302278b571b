package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.text;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code advertise.*}. */
final class AdvertiseKeys {
    /** What a node in Java reads as we do: it takes other characters for question marks. */
    private static final OptionType<String> KEY =
            text(Pattern.compile("[ -~]*"), "at most 253 characters of printable ASCII");

    private static final OptionType<String> INTERFACE = text(
            Pattern.compile("[A-Za-z0-9._:@-]*"), "the name of a network interface, an IP address of it, or nothing");

    private static final OptionType<String> URL =
            text(Pattern.compile("(/[!-~]{0,99})?"), "a path of at most 100 characters without blanks, or nothing");

    static final OptionTable<AdvertiseOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    AdvertiseOptions::isEnabled,
                    AdvertiseOptions::setEnabled,
                    "Whether nodes are told by multicast where to register."),
            new OptionKey<>(
                    "group",
                    AddressTypes.multicastGroup(),
                    AdvertiseOptions::getGroup,
                    AdvertiseOptions::setGroup,
                    "Multicast group on which nodes listen."),
            new OptionKey<>(
                    "port",
                    number(1, 65_535),
                    AdvertiseOptions::getPort,
                    AdvertiseOptions::setPort,
                    "UDP port on which nodes listen."),
            new OptionKey<>(
                    "interface",
                    INTERFACE,
                    AdvertiseOptions::getInterface,
                    AdvertiseOptions::setInterface,
                    "Network interface to send on; empty leaves it to the system."),
            new OptionKey<>(
                    "interval",
                    duration(Duration.ofMillis(100), Duration.ofHours(1)),
                    AdvertiseOptions::getInterval,
                    AdvertiseOptions::setInterval,
                    "Time between two advertisements."),
            new OptionKey<>(
                    "ttl",
                    number(0, 255),
                    AdvertiseOptions::getTtl,
                    AdvertiseOptions::setTtl,
                    "Routers that an advertisement passes at most; 0 stays on this machine."),
            new OptionKey<>(
                            "key",
                            KEY,
                            AdvertiseOptions::getKey,
                            AdvertiseOptions::setKey,
                            "Secret that nodes have too, 16 characters or more unless the interface is loopback, and"
                                    + " shown nowhere.")
                    .secret(),
            new OptionKey<>(
                    "address",
                    AddressTypes.hostAndPort(),
                    AdvertiseOptions::getAddress,
                    AdvertiseOptions::setAddress,
                    "Where nodes connect to for MCMP; empty is mcmp.host, and a missing port is that of mcmp.port."),
            new OptionKey<>(
                    "manager-url",
                    URL,
                    AdvertiseOptions::getManagerUrl,
                    AdvertiseOptions::setManagerUrl,
                    "Text for X-Manager-Url, which nodes do not use; empty is / and the id of this run."),
            new OptionKey<>(
                    "protocol",
                    text(Pattern.compile("https?"), "http or https"),
                    AdvertiseOptions::getProtocol,
                    AdvertiseOptions::setProtocol,
                    "Text for X-Manager-Protocol, which nodes do not use.")));

    private AdvertiseKeys() {}
}
