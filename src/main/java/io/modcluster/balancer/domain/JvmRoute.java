package io.modcluster.balancer.domain;

/**
 * Identity of a node, and the suffix after the first {@code .} of its session ids. Case-sensitive (MCMP: {@code JVMRoute}).
 *
 * @param value 1 to {@value #MAX_LENGTH} characters, as the node sent them
 */
public record JvmRoute(String value) implements Comparable<JvmRoute> {
    /** Longest route: the one that httpd 2.4 accepts too, so that a node may move between the two. */
    public static final int MAX_LENGTH = 63;

    /** Fails with {@link IllegalArgumentException} on an empty or too long value. */
    public JvmRoute {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "JVMRoute: length " + value.length() + " (expected: 1.." + MAX_LENGTH + ")");
        }
    }

    @Override
    public int compareTo(JvmRoute other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
