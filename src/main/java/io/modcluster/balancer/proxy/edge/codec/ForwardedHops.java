package io.modcluster.balancer.proxy.edge.codec;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads and writes the way of a request: {@code X-Forwarded-For} and its kin, and {@code Forwarded} (RFC 7239). Pure.
 *
 * <p>What is no IP address ends the way: nobody knows what was in front of {@code unknown} or of a hidden name. Of
 * {@code Forwarded} a line that breaks the grammar makes all of it unreadable, as its commas may be inside quotes.
 */
public final class ForwardedHops {
    /** Longer ways are cut in front: each step costs a comparison with the trusted blocks. */
    static final int MOST = 50;

    private ForwardedHops() {}

    /** The steps of {@code X-Forwarded-For}, the nearest one last. */
    public static List<Hop> ofXForwardedFor(List<String> lines) {
        List<Hop> hops = new ArrayList<>();
        for (String line : lines) {
            for (int start = 0; start <= line.length(); ) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                add(hops, new Hop(addressOf(line.substring(start, end).strip()), "", ""));
                start = end + 1;
            }
        }
        return hops;
    }

    /** The steps of {@code Forwarded}, the nearest one last; none if it cannot be read. */
    public static List<Hop> ofForwarded(List<String> lines) {
        List<Hop> hops = new ArrayList<>();
        for (String line : lines) {
            ElementReader reader = new ElementReader(line);
            while (reader.next()) {
                add(hops, new Hop(addressOf(reader.forValue), schemeOf(reader.proto), hostOf(reader.host)));
            }
            if (reader.broken) {
                return List.of();
            }
        }
        return hops;
    }

    private static void add(List<Hop> hops, Hop hop) {
        if (hop.address().isEmpty()) {
            hops.clear();
            return;
        }
        if (hops.size() == MOST) {
            hops.remove(0);
        }
        hops.add(hop);
    }

    /** {@code text} if it is http or https, in lower case, else empty. */
    public static String schemeOf(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? lower : "";
    }

    /** {@code text} if it could be the value of a Host line, else empty. */
    public static String hostOf(String text) {
        return Authority.parse(text) == null ? "" : text;
    }

    /** The address in {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}, else empty. */
    static String addressOf(String text) {
        String address = text;
        int colon = text.indexOf(':');
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            boolean good = close > 0 && (close + 1 == text.length() || isPort(text, close + 1));
            address = good ? text.substring(1, close) : "";
            return address.indexOf(':') >= 0 && IpLiteral.parse(address).isPresent() ? address : "";
        }
        if (colon >= 0 && text.indexOf(':', colon + 1) < 0) {
            address = isPort(text, colon) ? text.substring(0, colon) : "";
        }
        return IpLiteral.parse(address).isPresent() ? address : "";
    }

    private static boolean isPort(String text, int colon) {
        int digits = text.length() - colon - 1;
        if (text.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        for (int i = colon + 1; i < text.length(); i++) {
            if (!Token.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Appends {@code hop} as an element of {@code Forwarded}. */
    public static void append(StringBuilder field, Hop hop) {
        if (field.length() > 0) {
            field.append(", ");
        }
        boolean ipv6 = hop.address().indexOf(':') >= 0;
        field.append("for=").append(ipv6 ? "\"[" : "").append(hop.address()).append(ipv6 ? "]\"" : "");
        if (!hop.host().isEmpty()) {
            boolean token = Token.isToken(hop.host());
            field.append(";host=").append(token ? "" : "\"").append(hop.host()).append(token ? "" : "\"");
        }
        if (!hop.scheme().isEmpty()) {
            field.append(";proto=").append(hop.scheme());
        }
    }

    /** RFC 7239 §4: elements of pairs, values tokens or quoted strings; each parameter once in an element. */
    private static final class ElementReader {
        private final String line;
        private int at;
        private String forValue = "";
        private String proto = "";
        private String host = "";
        private boolean broken;
        private String value = "";

        ElementReader(String line) {
            this.line = line;
        }

        boolean next() {
            forValue = "";
            proto = "";
            host = "";
            skipBlanks();
            if (at >= line.length()) {
                return false;
            }
            while (true) {
                if (!pair()) {
                    broken = true;
                    return false;
                }
                skipBlanks();
                if (at >= line.length()) {
                    return true;
                }
                char separator = line.charAt(at++);
                if (separator == ',') {
                    return true;
                }
                if (separator != ';') {
                    broken = true;
                    return false;
                }
                skipBlanks();
            }
        }

        private boolean pair() {
            int start = at;
            while (at < line.length() && Token.isTokenChar(line.charAt(at))) {
                at++;
            }
            if (at == start || at >= line.length() || line.charAt(at) != '=') {
                return false;
            }
            String name = line.substring(start, at++).toLowerCase(Locale.ROOT);
            if (!readValue()) {
                return false;
            }
            return switch (name) {
                case "for" -> {
                    boolean first = forValue.isEmpty();
                    forValue = value;
                    yield first;
                }
                case "proto" -> {
                    boolean first = proto.isEmpty();
                    proto = value;
                    yield first;
                }
                case "host" -> {
                    boolean first = host.isEmpty();
                    host = value;
                    yield first;
                }
                default -> true;
            };
        }

        private boolean readValue() {
            if (at < line.length() && line.charAt(at) == '"') {
                return quoted();
            }
            int start = at;
            while (at < line.length() && Token.isTokenChar(line.charAt(at))) {
                at++;
            }
            value = line.substring(start, at);
            return at > start;
        }

        private boolean quoted() {
            StringBuilder text = new StringBuilder();
            for (at++; at < line.length(); at++) {
                char c = line.charAt(at);
                if (c == '"') {
                    at++;
                    value = text.toString();
                    return true;
                }
                if (c == '\\' && ++at >= line.length()) {
                    return false;
                }
                text.append(line.charAt(at));
            }
            return false;
        }

        private void skipBlanks() {
            while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}
