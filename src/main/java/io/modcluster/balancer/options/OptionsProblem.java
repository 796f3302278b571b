package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.Quoted;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key dotted name of the option, for instance {@code traffic.port}; empty when the problem is the source itself
 * @param origin where the value was read: {@code conf/balancer.yaml:12}, {@code --set}, the name of an environment
 *     variable, {@code options} for values set by code
 * @param value the value as it was written; empty when there is none
 * @param expectation what would have been right
 */
public record OptionsProblem(String key, String origin, String value, String expectation) {
    /** The same one, of a part of {@code key}'s value, which was read at {@code origin} unless this says where. */
    OptionsProblem below(String whole, String wholeOrigin) {
        return new OptionsProblem(whole + key, origin.isEmpty() ? wholeOrigin : origin, value, expectation);
    }

    /** One line: {@code conf/balancer.yaml:12: traffic.port: "99999" (expected: 0..65535)}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(origin);
        if (!key.isEmpty()) {
            line.append(": ").append(key);
        }
        if (!value.isEmpty()) {
            line.append(": ").append(Quoted.of(value));
        }
        return line.append(" (expected: ").append(expectation).append(')').toString();
    }
}
