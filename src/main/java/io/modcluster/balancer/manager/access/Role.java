package io.modcluster.balancer.manager.access;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Look and change. */
    OPERATOR;

    /** As it is written in files and answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this text. */
    static Optional<Role> of(String text) {
        return text.equals("viewer")
                ? Optional.of(VIEWER)
                : text.equals("operator") ? Optional.of(OPERATOR) : Optional.empty();
    }
}
