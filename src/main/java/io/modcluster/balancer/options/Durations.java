package io.modcluster.balancer.options;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private Durations() {}

    /** The duration that a JSON value stands for; nothing when it is not text, or has no unit. */
    public static Optional<Duration> parse(Object json) {
        Matcher written = WRITTEN.matcher(json instanceof String text ? text : "");
        return written.matches()
                ? Optional.of(of(Long.parseLong(written.group(1)), written.group(2)))
                : Optional.empty();
    }

    /** The form people use: {@code 90s} and {@code 60s}, but {@code 2m} and {@code 1h}; parts below a millisecond are not shown. */
    static String show(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds < 120 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
