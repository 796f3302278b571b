package io.modcluster.balancer.proxy.edge.codec;

/** The grammar {@code IPv6address} of RFC 3986 §3.2.2, without zone. */
final class Ipv6Literal {
    private static final int GROUPS = 8;

    private Ipv6Literal() {}

    /** Whether {@code text}, without brackets, is an IPv6 address. */
    static boolean isValid(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        String right = text.substring(gap + 2);
        int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        int after = right.isEmpty() ? 0 : groups(right, true);
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** The number of 16-bit groups in {@code text}, or -1 if it is not a list of them. */
    private static int groups(String text, boolean mayEndInIpv4) {
        int count = 0;
        int start = 0;
        while (true) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            if (colon < 0 && mayEndInIpv4 && text.indexOf('.', start) >= 0) {
                return isIpv4(text.substring(start)) ? count + 2 : -1;
            }
            if (!isGroup(text, start, end)) {
                return -1;
            }
            count++;
            if (colon < 0) {
                return count;
            }
            start = colon + 1;
        }
    }

    private static boolean isGroup(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (Token.hex(text.charAt(i)) < 0) {
                return false;
            }
        }
        return end > start && end - start <= 4;
    }

    private static boolean isIpv4(String text) {
        int start = 0;
        for (int octet = 1; octet < 4; octet++) {
            int dot = text.indexOf('.', start);
            if (dot < 0 || !isOctet(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isOctet(text, start, text.length());
    }

    private static boolean isOctet(String text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            if (!Token.isDigit(text.charAt(i))) {
                return false;
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        return end > start && end - start <= 3 && value <= 255;
    }
}
