package io.modcluster.balancer.options;

import java.util.function.Function;

/**
 * What values an option takes.
 *
 * @param expected the accepted values in words, for instance {@code 0..65535}
 * @param fromText turns text from a source without types into the JSON value it stands for; total
 * @param parse turns a JSON value into the value of the option
 * @param toJson the JSON form of a value; {@code parse} reads it back
 * @param show the form in which a configuration file would write the value
 */
record OptionType<T>(
        String expected,
        Function<String, Object> fromText,
        Function<Object, Parsed<T>> parse,
        Function<T, Object> toJson,
        Function<T, String> show) {
    /** A value of a source: {@link Setting.Text} or a JSON value. */
    Parsed<T> read(Object value) {
        return parse.apply(value instanceof Setting.Text text ? fromText.apply(text.text()) : value);
    }

    /** Checks a value that code has set: it has to be one that {@link #parse} accepts. */
    Parsed<T> check(T value) {
        return parse.apply(toJson.apply(value));
    }
}
