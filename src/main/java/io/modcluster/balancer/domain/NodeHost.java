package io.modcluster.balancer.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/** How the host of a {@link NodeAddress} is written. */
public final class NodeHost {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?");
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private NodeHost() {}

    /**
     * A host name, an IPv4 address or an IPv6 address in brackets, whose zone is cut; empty when {@code text} is none. A
     * name that ends in a number is an IPv4 address or nothing: resolvers read {@code 127.1} and {@code 0x7f000001} as
     * addresses too.
     */
    public static Optional<String> parse(String text) {
        if (text.startsWith("[")) {
            return text.endsWith("]") ? ipv6(text.substring(1, text.length() - 1)) : Optional.empty();
        }
        String[] labels = text.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        boolean numeric = NUMERIC_LABEL.matcher(labels[labels.length - 1]).matches();
        return numeric && IpLiteral.parse(text).isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<String> ipv6(String inside) {
        int zone = inside.indexOf('%');
        String address = zone < 0 ? inside : inside.substring(0, zone);
        boolean good = address.indexOf(':') >= 0 && IpLiteral.parse(address).isPresent();
        return good ? Optional.of("[" + address + "]") : Optional.empty();
    }
}
