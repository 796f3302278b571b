package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.choice;
import static io.modcluster.balancer.options.OptionTypes.durationOrNever;
import static io.modcluster.balancer.options.OptionTypes.text;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;
import static io.modcluster.balancer.options.PartialOptions.ifSaid;

import io.modcluster.balancer.domain.routing.PolicyName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The tables of {@code balancing.*} and of each of {@code balancers}. */
final class BalancingKeys {
    /** RFC 9110 §5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]";

    private static final OptionType<String> HASH_ON =
            text(Pattern.compile("source|(header|cookie):" + TOKEN + "{1,64}"), "source, header:NAME or cookie:NAME");

    /** As long as MCMP allows. */
    private static final OptionType<String> SESSION_NAME =
            text(Pattern.compile(TOKEN + "{0,29}"), "1..29 characters of a cookie name, or nothing");

    private static final OptionType<String> COOKIE_NAME =
            text(Pattern.compile(TOKEN + "{0,64}"), "1..64 characters of a cookie name, or nothing");

    /** RFC 6265 §4.1.1: no control character, no semicolon; no comma, which older parsers take for the end. */
    private static final OptionType<String> COOKIE_PATH =
            text(Pattern.compile("(/[!-+\\--:<-~]*)?"), "a path that begins with /, or nothing");

    private static final OptionType<String> COOKIE_DOMAIN =
            text(Pattern.compile("[A-Za-z0-9.-]*"), "a host name, or nothing");

    static final OptionTable<StickyRulingOptions> STICKY = new OptionTable<>(List.of(
            ifSaid(new OptionKey<>(
                    "enabled",
                    choice(Ruling.class),
                    StickyRulingOptions::getEnabled,
                    StickyRulingOptions::setEnabled,
                    "Whether the route of a session id is looked at; nodes is as they say.")),
            ifSaid(new OptionKey<>(
                    "cookie",
                    SESSION_NAME,
                    StickyRulingOptions::getCookie,
                    StickyRulingOptions::setCookie,
                    "Name of the session cookie; empty is as nodes say.")),
            ifSaid(new OptionKey<>(
                    "path",
                    SESSION_NAME,
                    StickyRulingOptions::getPath,
                    StickyRulingOptions::setPath,
                    "Name of the path parameter that carries the session id; empty is as nodes say.")),
            ifSaid(new OptionKey<>(
                    "force",
                    choice(Ruling.class),
                    StickyRulingOptions::getForce,
                    StickyRulingOptions::setForce,
                    "Whether a request is refused rather than moved when its node is gone; nodes is as they say.")),
            ifSaid(new OptionKey<>(
                    "remove",
                    choice(Ruling.class),
                    StickyRulingOptions::getRemove,
                    StickyRulingOptions::setRemove,
                    "Whether the session id, and the balancer's cookie, are cut out of a request that moves to another"
                            + " LBGroup; nodes is as they say."))));

    static final OptionTable<RouteCookieOptions> COOKIE = new OptionTable<>(List.of(
            ifSaid(new OptionKey<>(
                    "name",
                    COOKIE_NAME,
                    RouteCookieOptions::getName,
                    RouteCookieOptions::setName,
                    "Name of a cookie by which the balancer itself remembers the node, for nodes whose sessions name no"
                            + " route; empty is none.")),
            ifSaid(new OptionKey<>(
                    "path",
                    COOKIE_PATH,
                    RouteCookieOptions::getPath,
                    RouteCookieOptions::setPath,
                    "Path of the balancer's cookie; empty is the context.")),
            ifSaid(new OptionKey<>(
                    "domain",
                    COOKIE_DOMAIN,
                    RouteCookieOptions::getDomain,
                    RouteCookieOptions::setDomain,
                    "Domain of the balancer's cookie; empty is the host that was asked.")),
            ifSaid(new OptionKey<>(
                    "max-age",
                    durationOrNever(Duration.ofSeconds(1), Duration.ofDays(365)),
                    RouteCookieOptions::getMaxAge,
                    RouteCookieOptions::setMaxAge,
                    "How long a browser keeps the balancer's cookie, from when it was set; 0s is until it is closed.")),
            ifSaid(new OptionKey<>(
                    "secure",
                    choice(RouteCookieOptions.Secure.class),
                    RouteCookieOptions::getSecure,
                    RouteCookieOptions::setSecure,
                    "Whether the balancer's cookie is for TLS only; auto is when the client came over TLS.")),
            ifSaid(new OptionKey<>(
                    "http-only",
                    trueOrFalse(),
                    RouteCookieOptions::isHttpOnly,
                    RouteCookieOptions::setHttpOnly,
                    "Whether the balancer's cookie is kept from scripts.")),
            ifSaid(new OptionKey<>(
                    "same-site",
                    choice(RouteCookieOptions.SameSite.class),
                    RouteCookieOptions::getSameSite,
                    RouteCookieOptions::setSameSite,
                    "SameSite of the balancer's cookie; omit leaves it to the browser.")),
            ifSaid(new OptionKey<>(
                    "value",
                    choice(RouteCookieOptions.Value.class),
                    RouteCookieOptions::getValue,
                    RouteCookieOptions::setValue,
                    "What is in the balancer's cookie: the JVMRoute, or a hash of it that tells no name."))));

    static final OptionTable<BalancingOptions> TABLE = new OptionTable<>(all());

    private BalancingKeys() {}

    private static List<OptionKey<BalancingOptions, ?>> all() {
        List<OptionKey<BalancingOptions, ?>> keys = new ArrayList<>();
        keys.add(ifSaid(new OptionKey<>(
                "policy",
                choice(PolicyName.class),
                BalancingOptions::getPolicy,
                BalancingOptions::setPolicy,
                "What chooses among the nodes that may serve a request.")));
        keys.add(ifSaid(new OptionKey<>(
                "hash-on",
                HASH_ON,
                BalancingOptions::getHashOn,
                BalancingOptions::setHashOn,
                "What the policies hash and weighted-hash go by; requests without it are served in turn.")));
        keys.add(
                ifSaid(
                        new OptionKey<>(
                                "slow-start",
                                durationOrNever(Duration.ofSeconds(1), Duration.ofHours(1)),
                                BalancingOptions::getSlowStart,
                                BalancingOptions::setSlowStart,
                                "How long a node that came or came back takes from a tenth of its share to all of it; 0s is at once.")));
        keys.addAll(STICKY.within("sticky", BalancingOptions::getSticky));
        keys.addAll(COOKIE.within("cookie", BalancingOptions::getCookie));
        return keys;
    }
}
