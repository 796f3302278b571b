package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.Transition;
import java.util.List;
import java.util.stream.Collectors;

/** Every text of header {@code Mess} (MCMP §2.2). They are the reference's, where it has one; its test suite compares them. */
public final class Mess {
    static final String UNPARSEABLE =
            "SYNTAX: Can't parse MCMP message. It might have contained illegal symbols or unknown elements.";
    static final String ROUTE_EMPTY = "SYNTAX: JVMRoute can't be empty";
    static final String ALIAS_ALONE = "SYNTAX: Alias without Context";
    static final String CONTEXT_ALONE = "SYNTAX: Context without Alias";
    static final String NEITHER = "SYNTAX: No Context and Alias in APP command";
    static final String BAD_LOAD = "SYNTAX: Invalid value for Load";
    static final String FIELDS_MISSING = "SYNTAX: Mandatory field(s) missing in message";
    static final String FIELD_TOO_BIG = "SYNTAX: A field is too big";

    /** A node may retry: the balancer itself did not get an answer from its registry. */
    public static final String NOT_READY = "MEM: The balancer is not ready, try again";

    /** Values named in one text; the rest is counted. Keeps the header below the limits of clients. */
    private static final int MAX_LISTED = 10;

    private static final int MAX_NAME = 80;

    private Mess() {}

    static String tooBig(String field) {
        return "SYNTAX: " + field + " field too big";
    }

    /** A field whose value can never be accepted. */
    public static String badValue(String field) {
        return "SYNTAX: " + field + " field has bad value";
    }

    static String invalidField(String name) {
        return "SYNTAX: Invalid field \"" + printable(name) + "\" in message";
    }

    static String unsupportedScheme(String scheme) {
        return "SYNTAX: PING Unsupported scheme: " + printable(scheme);
    }

    static String tooManyRows(String route) {
        return refused(Refusal.CONTEXT_TABLE_FULL, route);
    }

    /** A method whose body could not be read. */
    public static String unreadable(McmpMethod method) {
        return "SYNTAX: " + method.wireName() + " can't read POST data";
    }

    /** A node address outside {@code mcmp.allow}; {@code shown} is an address or a name with what it stands for. */
    public static String notAllowed(String shown) {
        return "MEM: Node address \"" + printable(shown) + "\" is not in mcmp.allow";
    }

    /** A loopback address that a peer named which is not on this machine. */
    public static String loopback(String shown, String peer) {
        return "MEM: Node address \"" + printable(shown) + "\" is a loopback address of the balancer, not of peer \""
                + printable(peer) + "\"";
    }

    /** A node address that is a name without address. */
    public static String unresolvable(String host) {
        return "MEM: Node address \"" + printable(host) + "\" cannot be resolved";
    }

    /** What the registry refused. */
    public static String refused(Refusal refusal, String route) {
        String node = "node with \"" + printable(route) + "\" JVMRoute";
        return switch (refusal) {
            case NODE_UNKNOWN -> "MEM: Can't read " + node;
            case NODE_TABLE_FULL -> "MEM: Can't update or insert " + node;
            case NODE_EXISTS -> "MEM: Node with \"" + printable(route) + "\" JVMRoute already exists";
            case ADDRESS_TAKEN -> "MEM: Another for the same worker already exist";
            case ALIAS_TABLE_FULL -> "MEM: Can't update or insert host alias for " + node;
            case CONTEXT_TABLE_FULL -> "MEM: Can't update or insert context for " + node;
            case STATIC_ROUTE ->
                "MEM: Node with \"" + printable(route)
                        + "\" JVMRoute is static, it is part of the balancer's configuration";
            case STATIC_ADDRESS -> "MEM: The address of " + node + " is that of a static node";
        };
    }

    /** A CONFIG that was stored, but not all of its aliases and contexts: {@code overflow} is not empty. */
    public static String overflow(String route, List<Transition.Overflow> overflow) {
        return overflow.stream()
                .map(Transition.Overflow::reason)
                .distinct()
                .map(reason -> refused(reason, route) + " (" + values(overflow, reason) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String values(List<Transition.Overflow> overflow, Refusal reason) {
        List<String> values = overflow.stream()
                .filter(entry -> entry.reason() == reason)
                .map(entry -> printable(entry.value()))
                .toList();
        String listed = values.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        return values.size() > MAX_LISTED ? listed + " and " + (values.size() - MAX_LISTED) + " more" : listed;
    }

    /** Fit for a header: clipped, and nothing but printable ASCII. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_NAME); i++) {
            char c = text.charAt(i);
            shown.append(c >= 0x20 && c <= 0x7e ? c : '?');
        }
        return text.length() > MAX_NAME ? shown + "..." : shown.toString();
    }
}
