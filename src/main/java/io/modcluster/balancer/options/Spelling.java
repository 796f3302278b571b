package io.modcluster.balancer.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody may have meant. */
final class Spelling {
    /** Longer keys than this are not typing mistakes, and would cost quadratic time. */
    private static final int MAX_LENGTH = 64;

    private Spelling() {}

    /** The nearest of {@code words}, when at most a third of it has to change; ties go to the first by name. */
    static Optional<String> nearest(String written, Collection<String> words) {
        if (written.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return words.stream()
                .filter(word -> distance(written, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.<String>comparingInt(word -> distance(written, word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein: insertions, deletions and replacements of one character. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
