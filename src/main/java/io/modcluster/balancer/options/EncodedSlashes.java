package io.modcluster.balancer.options;

/** What becomes of {@code %2f} and {@code %5c} in a path: some nodes decode them before they match, some do not. */
public enum EncodedSlashes {
    /** Answer 400, so that no two parties can read the path in different ways. */
    REFUSE,
    /** Forward as it is. */
    PASS
}
