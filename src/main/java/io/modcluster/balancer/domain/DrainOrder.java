package io.modcluster.balancer.domain;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to become of an {@link Intent} with {@link Wish#DRAIN}: {@link Wish#STOP}, as soon as no request of a session was
 * seen for a while and none is in flight, or when time is up. It is written into the note of the intent, so that members of
 * every version keep it and each of them can carry it out; a drain without one goes on until somebody ends it.
 *
 * @param timeout after which it is over anyway, 1 ms and more
 * @param quiet   how long no request of a session may have been seen
 * @param note    who and why, for people
 */
public record DrainOrder(Duration timeout, Duration quiet, String note) {
    private static final Pattern FORM =
            Pattern.compile("drain timeout=([0-9]{1,10})ms quiet=([0-9]{1,10})ms: (.*)", Pattern.DOTALL);

    /** The intent that orders it; what is too long of the note is cut off. */
    public Intent about(IntentTarget target) {
        String text = "drain timeout=" + timeout.toMillis() + "ms quiet=" + quiet.toMillis() + "ms: " + note;
        return new Intent(target, Wish.DRAIN, text.substring(0, Math.min(text.length(), Intent.MAX_NOTE)));
    }

    /** The order in an intent, if there is one. */
    public static Optional<DrainOrder> of(Intent intent) {
        Matcher matcher = FORM.matcher(intent.note());
        if (intent.wish() != Wish.DRAIN || !matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new DrainOrder(
                Duration.ofMillis(Long.parseLong(matcher.group(1))),
                Duration.ofMillis(Long.parseLong(matcher.group(2))),
                matcher.group(3)));
    }
}
