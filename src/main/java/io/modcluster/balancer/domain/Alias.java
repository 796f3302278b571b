package io.modcluster.balancer.domain;

import java.util.Locale;

/**
 * Host name of a virtual host (MCMP: {@code Alias}), lower-cased as the reference does. {@code *.example.com} stands for
 * every name below {@code example.com}, but not for that name itself.
 *
 * @param value the name, not empty
 */
public record Alias(String value) implements Comparable<Alias> {
    /** Longest alias that MCMP takes. */
    public static final int MAX_LENGTH = 254;

    /** Lower-cases; fails with {@link IllegalArgumentException} on an empty value. */
    public Alias {
        value = value.toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Alias: \"\" (expected: a host name)");
        }
    }

    /** Whether this is {@code *.something}. */
    public boolean isWildcard() {
        return value.length() > 2 && value.startsWith("*.");
    }

    @Override
    public int compareTo(Alias other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
