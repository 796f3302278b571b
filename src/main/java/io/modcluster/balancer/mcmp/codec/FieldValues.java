package io.modcluster.balancer.mcmp.codec;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as MCMP writes them (§2.1). */
final class FieldValues {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(|ms|s|mi[a-z]*|h)");
    private static final Pattern LEADING_INTEGER = Pattern.compile("[ ]*([+-]?[0-9]{1,18}).*");
    private static final Pattern WHOLE_INTEGER = Pattern.compile("[ ]*([+-]?[0-9]{1,9})[ ]*");

    /** Longest time: what every timer and socket option can count in milliseconds (24 days). */
    private static final Duration MAX_TIME = Duration.ofMillis(Integer.MAX_VALUE);

    private FieldValues() {}

    /** Fails when {@code value} is longer than {@code max} characters. */
    static String limited(String value, int max, String mess) {
        if (value.length() > max) {
            throw McmpException.syntax(mess);
        }
        return value;
    }

    /** Anything but yes, on, no and off in any case leaves the default, {@code true} and {@code 1} included. */
    static boolean yesNo(String value, boolean otherwise) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "on" -> true;
            case "no", "off" -> false;
            default -> otherwise;
        };
    }

    /** A number with an optional unit, empty when it is none; more than 24 days become 24 days. */
    static Optional<Duration> time(String value, Duration defaultUnit) {
        Matcher matcher = TIME.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2);
        Duration one = unit.isEmpty() ? defaultUnit : unitOf(unit);
        Duration time = one.multipliedBy(Long.parseLong(matcher.group(1)));
        return Optional.of(time.compareTo(MAX_TIME) > 0 ? MAX_TIME : time);
    }

    private static Duration unitOf(String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofMinutes(1);
        };
    }

    /** As C's {@code atoi}: the number in front, 0 when there is none; out of range becomes the nearest int. */
    static int leadingInteger(String value) {
        Matcher matcher = LEADING_INTEGER.matcher(value);
        if (!matcher.matches()) {
            return 0;
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Long.parseLong(matcher.group(1))));
    }

    /** A number and nothing else, blanks around it allowed. */
    static Optional<Integer> integer(String value) {
        Matcher matcher = WHOLE_INTEGER.matcher(value);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** 1 to 65535 in decimal digits. */
    static Optional<Integer> port(String value) {
        return value.matches("[0-9]{1,6}")
                ? Optional.of(Integer.parseInt(value)).filter(port -> port >= 1 && port <= 65535)
                : Optional.empty();
    }

    /** The elements of a comma list in their order, each once; blanks around them and empty ones are dropped. */
    static List<String> list(Iterable<String> values, int max, String mess) {
        Set<String> elements = new LinkedHashSet<>();
        for (String value : values) {
            for (String element : value.split(",", -1)) {
                elements.add(limited(element.strip(), max, mess));
            }
        }
        elements.remove("");
        return List.copyOf(elements);
    }
}
