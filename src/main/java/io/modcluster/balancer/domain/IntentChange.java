package io.modcluster.balancer.domain;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operator's intent changed.
 *
 * @param before the wish before, {@link Wish#NONE} where there was none
 * @param now    the intent that holds, and when and at which member it was stated
 */
public record IntentChange(Wish before, Register<Intent> now) {
    /** The change from one version to a later one, if it is one: an intent that is repeated changes nothing. */
    public static Optional<IntentChange> between(@Nullable Register<Intent> before, Register<Intent> after) {
        Wish wish = before == null ? Wish.NONE : before.value().wish();
        boolean nothing = wish == Wish.NONE && after.value().wish() == Wish.NONE;
        boolean same = nothing || (before != null && before.value().equals(after.value()));
        return same ? Optional.empty() : Optional.of(new IntentChange(wish, after));
    }
}
