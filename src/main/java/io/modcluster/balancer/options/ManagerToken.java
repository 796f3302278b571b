package io.modcluster.balancer.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One element of {@code manager.tokens}: {@code viewer:NAME=TOKEN} or {@code operator:NAME=TOKEN}.
 *
 * @param operator whether it may change things
 * @param name     who uses it, for logs
 * @param token    16..128 characters that a header can carry (RFC 6750 section 2.1)
 */
public record ManagerToken(boolean operator, String name, String token) {
    static final String EXPECTED =
            "a list of viewer:NAME=TOKEN or operator:NAME=TOKEN, each token 16..128 characters of A-Z a-z 0-9 - . _ ~ + /";

    private static final Pattern FORM =
            Pattern.compile("(viewer|operator):([A-Za-z0-9._-]{1,63})=([A-Za-z0-9._~+/-]{16,128})");

    /** Reads one; the message of a failure does not repeat it, as it may be a secret. */
    public static ManagerToken parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("one of them, not shown");
        }
        return new ManagerToken(matcher.group(1).equals("operator"), matcher.group(2), matcher.group(3));
    }

    /** What {@link #parse} reads. */
    String text() {
        return (operator ? "operator:" : "viewer:") + name + "=" + token;
    }

    @Override
    public String toString() {
        return (operator ? "operator:" : "viewer:") + name + "=" + OptionKey.HIDDEN;
    }
}
