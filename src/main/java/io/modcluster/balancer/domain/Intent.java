package io.modcluster.balancer.domain;

import java.nio.charset.StandardCharsets;

/**
 * What an operator wants of nodes and contexts, apart from what they say of themselves: it outlives their registrations and
 * the processes that keep it, until the operator wishes something else.
 *
 * @param target what it is about
 * @param wish   what is wanted; {@link Wish#NONE} takes an earlier intent about the same target back
 * @param note   who and why, for people: at most {@value #MAX_NOTE} characters, none of them a control character
 */
public record Intent(IntentTarget target, Wish wish, String note) {
    /** Longest note. */
    public static final int MAX_NOTE = 200;
    /** Longest text of a target: more than the longest names of MCMP with every character escaped. */
    public static final int MAX_TARGET = 2000;

    /** Fails with {@link IllegalArgumentException} on a note or a target that is too long, or not plain text. */
    public Intent {
        int length = target.text().length();
        if (length > MAX_TARGET) {
            throw new IllegalArgumentException(
                    "target of an intent: length " + length + " (expected: 0.." + MAX_TARGET + ")");
        }
        // a store may write what is no text as something else, and then never have what was given to it
        if (!isText(target.text()) || !isText(note)) {
            throw new IllegalArgumentException("intent: half a surrogate pair (expected: text)");
        }
        if (note.length() > MAX_NOTE) {
            throw new IllegalArgumentException(
                    "note of an intent: length " + note.length() + " (expected: 0.." + MAX_NOTE + ")");
        }
        if (note.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "note of an intent: " + Quoted.of(note) + " (expected: no control characters)");
        }
    }

    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
