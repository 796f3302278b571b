package io.modcluster.balancer.bench.peers;

import java.util.Locale;

/**
 * A bound for a figure.
 *
 * @param issue that has it
 * @param what words
 * @param value that was measured; not a number where it was not
 * @param bound that it may reach
 * @param isUpper whether larger values miss it, else smaller ones
 * @param remark what to know beside it; empty for nothing
 */
record Target(int issue, String what, double value, double bound, boolean isUpper, String remark) {
    static Target atMost(int issue, String what, double value, double bound) {
        return new Target(issue, what, value, bound, true, "");
    }

    static Target atLeast(int issue, String what, double value, double bound) {
        return new Target(issue, what, value, bound, false, "");
    }

    Target with(String words) {
        return new Target(issue, what, value, bound, isUpper, words);
    }

    boolean isKnown() {
        return !Double.isNaN(value);
    }

    /** As exact as it is shown: who reads 1.00 of at most 1.00 finds that it is met. */
    boolean isMet() {
        double shown = Math.round(value * 100) / 100.0;
        return isKnown() && (isUpper ? shown <= bound : shown >= bound);
    }

    @Override
    public String toString() {
        String outcome = isKnown() ? isMet() ? "met" : "MISSED" : "unknown";
        String shown = isKnown() ? String.format(Locale.ROOT, "%.2f", value) : "not measured";
        return String.format(
                Locale.ROOT,
                "%-8s %d  %s: %s (%s %.2f)%s",
                outcome,
                issue,
                what,
                shown,
                isUpper ? "at most" : "at least",
                bound,
                remark.isEmpty() ? "" : "; " + remark);
    }
}
