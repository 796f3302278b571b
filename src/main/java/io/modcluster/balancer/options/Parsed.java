package io.modcluster.balancer.options;

/** What came of reading a value: the value, or what had been expected instead. */
sealed interface Parsed<T> {
    /** The value is good. */
    record Good<T>(T value) implements Parsed<T> {}

    /** The value is not good; {@code expectation} says what would be. */
    record Bad<T>(String expectation) implements Parsed<T> {}
}
