package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.text;

import io.modcluster.balancer.domain.NodeAddress;
import java.util.List;
import java.util.regex.Pattern;

/** The table of what can be said of one of {@code nodes}. */
final class StaticNodeKeys {
    private static final OptionType<String> ADDRESS = new OptionType<>(
            StaticAddress.EXPECTED,
            text -> text,
            json -> json instanceof String text ? checked(text) : new Parsed.Bad<>(StaticAddress.EXPECTED),
            value -> value,
            value -> value);

    /** Empty is "not said"; only a route that is made of a long address can be too long. */
    private static final OptionType<String> ROUTE = text(
            Pattern.compile("[A-Za-z0-9_-]{0,63}"),
            "1..63 characters of A-Z a-z 0-9 _ -, no dot since a dot begins the route of a session id");

    /** As CONFIG can carry them; empty is "not said". */
    private static final OptionType<String> BALANCER =
            text(Pattern.compile("[a-z0-9._-]{0,39}"), "1..39 characters of a-z 0-9 . _ -");

    private static final OptionType<String> LB_GROUP =
            text(Pattern.compile("[A-Za-z0-9._-]{0,19}"), "1..19 characters of A-Z a-z 0-9 . _ -");

    static final OptionTable<StaticNodeOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                            "address",
                            ADDRESS,
                            StaticNodeOptions::getAddress,
                            StaticNodeOptions::setAddress,
                            "Where it listens, for HTTP/1.1 in clear; a name is looked up at each connection.")
                    .onlyWhen(node -> !node.getAddress().isEmpty()),
            new OptionKey<>(
                    "contexts",
                    ListTypes.contexts(false),
                    StaticNodeOptions::getContexts,
                    StaticNodeOptions::setContexts,
                    "What it serves."),
            new OptionKey<>(
                            "aliases",
                            ListTypes.aliases(true),
                            StaticNodeOptions::getAliases,
                            StaticNodeOptions::setAliases,
                            "Host names under which it serves them; none is localhost, the name of Tomcat's default host.")
                    .onlyWhen(node -> !node.getAliases().isEmpty()),
            new OptionKey<>(
                            "route",
                            ROUTE,
                            StaticNodeOptions::getRoute,
                            StaticNodeOptions::setRoute,
                            "Its JVMRoute; left out it is made of the address, 10-0-0-5-3000 of 10.0.0.5:3000.")
                    .onlyWhen(StaticNodeOptions::isRouteSet),
            new OptionKey<>(
                            "balancer",
                            BALANCER,
                            StaticNodeOptions::getBalancer,
                            StaticNodeOptions::setBalancer,
                            "Its balancer; left out it is mcmp.default-balancer.")
                    .onlyWhen(node -> !node.getBalancer().isEmpty()),
            new OptionKey<>(
                            "lb-group",
                            LB_GROUP,
                            StaticNodeOptions::getLbGroup,
                            StaticNodeOptions::setLbGroup,
                            "Its fail-over group, as Domain of CONFIG; left out it is none.")
                    .onlyWhen(node -> !node.getLbGroup().isEmpty()),
            new OptionKey<>(
                    "load",
                    number(1, 100),
                    StaticNodeOptions::getLoad,
                    StaticNodeOptions::setLoad,
                    "Its share of the traffic, as Load of STATUS.")));

    private StaticNodeKeys() {}

    private static Parsed<String> checked(String text) {
        Parsed<NodeAddress> parsed = StaticAddress.parse(text);
        return parsed instanceof Parsed.Bad<NodeAddress> bad
                ? new Parsed.Bad<>(bad.expectation())
                : new Parsed.Good<>(text);
    }
}
