package io.modcluster.balancer.options;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One element of {@code ajp.secrets}: {@code node:n1=secret}, {@code lbgroup:A=secret} or {@code balancer:shop=secret}.
 *
 * @param scope  whose secret it is
 * @param name   of the node (JVMRoute), LBGroup or balancer
 * @param secret 1..64 printable ASCII characters, the most that nodes take
 */
record AjpSecret(Scope scope, String name, String secret) {
    static final String EXPECTED =
            "a list of node:NAME=SECRET, lbgroup:NAME=SECRET or balancer:NAME=SECRET, each secret"
                    + " 1..64 printable ASCII characters";

    /** A name as MCMP has it contains neither {@code =} nor a control character in practice; a secret may contain anything. */
    private static final Pattern FORM =
            Pattern.compile("(node|lbgroup|balancer):([^=\\p{Cntrl}]{1,100})=([ -~]{1,64})");

    /** The narrower one holds. */
    enum Scope {
        NODE,
        LBGROUP,
        BALANCER;

        String prefix() {
            return name().toLowerCase(Locale.ROOT) + ":";
        }
    }

    /** Reads one; the message of a failure does not repeat it, as it may be a secret. */
    static AjpSecret parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("one of them, not shown");
        }
        return new AjpSecret(
                Scope.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), matcher.group(2), matcher.group(3));
    }

    /** What {@link #parse} reads. */
    String text() {
        return key() + "=" + secret;
    }

    /** Whose secret it is. */
    String key() {
        return scope.prefix() + name;
    }

    @Override
    public String toString() {
        return key() + "=" + OptionKey.HIDDEN;
    }
}
