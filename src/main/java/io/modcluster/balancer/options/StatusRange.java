package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.Quoted;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status codes from {@code first} to {@code last}, written as {@code 204} or {@code 200-299}.
 *
 * @param first 100..599
 * @param last  {@code first}..599
 */
record StatusRange(int first, int last) {
    private static final Pattern FORM = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

    /** Fails with {@link IllegalArgumentException} on what is none. */
    static StatusRange parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(Quoted.of(text));
        }
        int first = Integer.parseInt(form.group(1));
        int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
        if (last < first) {
            throw new IllegalArgumentException(Quoted.of(text));
        }
        return new StatusRange(first, last);
    }

    boolean contains(int status) {
        return status >= first && status <= last;
    }
}
