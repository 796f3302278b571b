package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.IpLiteral;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The types of values that are addresses by themselves, and what addresses are good for. */
final class AddressTypes {
    private static final List<CidrBlock> MULTICAST =
            List.of(CidrBlock.parse("224.0.0.0/4"), CidrBlock.parse("ff00::/8"));
    private static final List<CidrBlock> LOOPBACK = List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1/128"));
    /** Where nobody can connect to: all zeros, groups, broadcast, and link-local IPv6, which needs a zone. */
    private static final List<CidrBlock> NO_PEER = List.of(
            CidrBlock.parse("0.0.0.0/8"),
            CidrBlock.parse("::/128"),
            CidrBlock.parse("224.0.0.0/4"),
            CidrBlock.parse("ff00::/8"),
            CidrBlock.parse("255.255.255.255/32"),
            CidrBlock.parse("fe80::/10"));

    /** A name that ends in a number is an address to some readers: 127.1, 0, 0x7f.1 (WHATWG URL, "ends in a number"). */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?i)(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.?");

    private AddressTypes() {}

    static OptionType<String> multicastGroup() {
        return checked("a multicast address, 224.0.0.0/4 or ff00::/8", group -> isIn(MULTICAST, group));
    }

    /** Empty is "not said". */
    static OptionType<String> hostAndPort() {
        return checked(
                "what nodes on other machines can connect to, so never 0.0.0.0: host, host:port, or [IPv6 address]:port"
                        + " without zone; or nothing",
                text -> text.isEmpty() || isReachable(text));
    }

    /** Whether {@code host}, a name or an IP address, is this machine only; names other than localhost are not looked up. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || isIn(LOOPBACK, host);
    }

    /** Whether {@code host} is a name, or an IP address to which something can connect. */
    static boolean isPeer(String host) {
        return IpLiteral.parse(host).isPresent()
                ? !isIn(NO_PEER, host)
                : !ENDS_IN_NUMBER.matcher(host).matches();
    }

    private static boolean isReachable(String text) {
        try {
            return isPeer(MemberAddress.parse(text).host());
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static boolean isIn(List<CidrBlock> blocks, String host) {
        return blocks.stream().anyMatch(block -> block.containsLiteral(host));
    }

    private static OptionType<String> checked(String expected, Predicate<String> good) {
        return new OptionType<>(
                expected,
                text -> text,
                json -> json instanceof String text && good.test(text)
                        ? new Parsed.Good<>(text)
                        : new Parsed.Bad<>(expected),
                value -> value,
                value -> value.isEmpty() ? "\"\"" : value);
    }
}
