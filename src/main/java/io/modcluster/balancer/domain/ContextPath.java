package io.modcluster.balancer.domain;

/**
 * Path of a web application (MCMP: {@code Context}). Case-sensitive; the root context is {@code /}. A value that does not
 * start with {@code /} is accepted, as the reference does, and never matches a request.
 *
 * @param value the path as the node sent it, not empty
 */
public record ContextPath(String value) implements Comparable<ContextPath> {
    /** Longest path that MCMP takes. */
    public static final int MAX_LENGTH = 79;

    /** Fails with {@link IllegalArgumentException} on an empty value. */
    public ContextPath {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Context: \"\" (expected: a path)");
        }
    }

    @Override
    public int compareTo(ContextPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
