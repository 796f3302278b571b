package io.modcluster.balancer.domain;

/** Character classes of RFC 9110 §5.6.2 and RFC 3986, as bit masks of the ASCII range. */
public final class Token {
    private static final long TCHAR_LOW = mask("!#$%&'*+-.0123456789", 0);
    private static final long TCHAR_HIGH = mask("^_`|~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 64);
    private static final long UNRESERVED_LOW = mask("-.0123456789", 0);
    private static final long UNRESERVED_HIGH = mask("_~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 64);

    private Token() {}

    /** Whether {@code c} may stand in a method or a header name; takes a char or a byte, of which those above 0x7f are none. */
    public static boolean isTokenChar(int c) {
        return has(c, TCHAR_LOW, TCHAR_HIGH);
    }

    /** Whether {@code text} is a token: not empty, token characters only. */
    public static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    /** Whether {@code c} needs no encoding in a URI. */
    public static boolean isUnreserved(int c) {
        return has(c, UNRESERVED_LOW, UNRESERVED_HIGH);
    }

    /** Whether {@code c} is a decimal digit. */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    public static int hex(int c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean has(int c, long low, long high) {
        return c >= 64 ? c < 128 && (high >>> (c - 64) & 1) != 0 : c >= 0 && (low >>> c & 1) != 0;
    }

    private static long mask(String members, int base) {
        long bits = 0;
        for (int i = 0; i < members.length(); i++) {
            bits |= 1L << (members.charAt(i) - base);
        }
        return bits;
    }
}
