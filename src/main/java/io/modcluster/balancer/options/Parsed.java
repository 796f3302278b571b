package io.modcluster.balancer.options;

import java.util.List;

/** What came of reading a value: the value, or what had been expected instead. */
sealed interface Parsed<T> {
    /** The value is good. */
    record Good<T>(T value) implements Parsed<T> {}

    /** The value is not good; {@code expectation} says what would be. */
    record Bad<T>(String expectation) implements Parsed<T> {}

    /**
     * Parts of the value are not good.
     *
     * @param problems at least one; with keys below that of the value, such as {@code [2].address}, and an empty origin where
     *     it is that of the value
     */
    record Faulty<T>(List<OptionsProblem> problems) implements Parsed<T> {
        /** Copies the list. */
        public Faulty {
            problems = List.copyOf(problems);
        }
    }
}
