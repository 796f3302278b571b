package io.modcluster.balancer.options;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of values that options have. */
final class OptionTypes {
    /** Longest text of one value; the longest that makes sense is a host name of 253 characters. */
    private static final int MAX_TEXT = 253;

    /** PATH_MAX of Linux. */
    private static final int MAX_PATH = 4096;

    static final OptionType<Integer> PORT = number(0, 65_535);

    static final OptionType<String> HOST = text(Pattern.compile("[A-Za-z0-9._:-]+"), "a host name or an IP address");

    private OptionTypes() {}

    static OptionType<String> text(Pattern pattern, String expected) {
        return text(pattern, MAX_TEXT, expected);
    }

    /** The path of a file, as the system takes it; empty is none. */
    static OptionType<String> path() {
        return text(Pattern.compile("\\P{Cntrl}*"), MAX_PATH, "the path of a file, or nothing");
    }

    private static OptionType<String> text(Pattern pattern, int max, String expected) {
        return new OptionType<>(
                expected,
                text -> text,
                json -> json instanceof String text
                                && text.length() <= max
                                && pattern.matcher(text).matches()
                        ? new Parsed.Good<>(text)
                        : new Parsed.Bad<>(expected),
                value -> value,
                value -> value.isEmpty() ? "\"\"" : value);
    }

    static OptionType<Boolean> trueOrFalse() {
        String expected = "true or false";
        return new OptionType<>(
                expected,
                text -> text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text,
                json -> json instanceof Boolean flag ? new Parsed.Good<>(flag) : new Parsed.Bad<>(expected),
                value -> value,
                String::valueOf);
    }

    static OptionType<Integer> number(int min, int max) {
        return number(min + ".." + max, value -> value >= min && value <= max);
    }

    static OptionType<Integer> oneOf(Integer... values) {
        List<Integer> allowed = List.of(values);
        String expected = allowed.stream().map(String::valueOf).collect(Collectors.joining(" or "));
        return number(expected, value -> allowed.contains((int) value));
    }

    private static OptionType<Integer> number(String expected, LongPredicate inRange) {
        return new OptionType<Integer>(
                expected,
                OptionTypes::numberOrText,
                json -> json instanceof Integer || json instanceof Long
                        ? ranged(((Number) json).longValue(), inRange, expected)
                        : new Parsed.Bad<>("a whole number: " + expected),
                value -> value,
                String::valueOf);
    }

    /** Bytes: {@code 16KiB}, {@code 1MiB}, or a plain number of bytes. */
    static OptionType<Integer> size(int min, int max) {
        String expected = Sizes.show(min) + ".." + Sizes.show(max) + ", written as 16KiB, 1MiB or a number of bytes";
        return new OptionType<Integer>(
                expected,
                OptionTypes::numberOrText,
                json -> ranged(Sizes.parse(json), bytes -> bytes >= min && bytes <= max, expected),
                value -> value,
                Sizes::show);
    }

    /** Bytes without an end; 0 means no limit. */
    static OptionType<Long> bytes() {
        String expected = "0.." + Long.MAX_VALUE + ", written as 16KiB, 1MiB or a number of bytes";
        return new OptionType<>(
                expected,
                OptionTypes::numberOrText,
                json -> Sizes.parse(json) >= 0 ? new Parsed.Good<>(Sizes.parse(json)) : new Parsed.Bad<>(expected),
                value -> value,
                Sizes::show);
    }

    /** A time: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. A unit is needed: 10 could mean anything. */
    static OptionType<Duration> duration(Duration min, Duration max) {
        return duration(min, max, false);
    }

    /** As {@link #duration(Duration, Duration)}, and {@code 0s} means never. */
    static OptionType<Duration> durationOrNever(Duration min, Duration max) {
        return duration(min, max, true);
    }

    private static OptionType<Duration> duration(Duration min, Duration max, boolean orNever) {
        String range = Durations.show(min) + ".." + Durations.show(max) + (orNever ? " or 0s" : "");
        String expected = range + ", written with its unit as 500ms, 10s, 2m or 1h";
        return new OptionType<>(
                expected,
                OptionTypes::numberOrText,
                json -> Durations.parse(json)
                        .filter(value ->
                                (orNever && value.isZero()) || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0))
                        .<Parsed<Duration>>map(Parsed.Good::new)
                        .orElseGet(() -> new Parsed.Bad<>(
                                json instanceof Number ? "a unit behind the number; " + expected : expected)),
                Durations::show,
                Durations::show);
    }

    /** The constants of an enum in lower case, with hyphens. */
    static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
        return choice(List.of(type.getEnumConstants()));
    }

    /** Some constants of an enum, in lower case. */
    static <E extends Enum<E>> OptionType<E> choice(List<E> constants) {
        String expected = constants.stream().map(OptionTypes::lower).collect(Collectors.joining(", "));
        return new OptionType<>(
                expected,
                text -> text,
                json -> constants.stream()
                        .filter(constant -> lower(constant).equals(json))
                        .findFirst()
                        .<Parsed<E>>map(Parsed.Good::new)
                        .orElseGet(() -> new Parsed.Bad<>(expected)),
                OptionTypes::lower,
                OptionTypes::lower);
    }

    private static Parsed<Integer> ranged(long value, LongPredicate inRange, String expected) {
        return inRange.test(value) ? new Parsed.Good<>(Math.toIntExact(value)) : new Parsed.Bad<>(expected);
    }

    /** 18 digits always fit a long; leading zeros are not read, since some readers would take them as octal. */
    private static Object numberOrText(String text) {
        return text.matches("-?(0|[1-9][0-9]{0,17})") ? Long.valueOf(text) : text;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
