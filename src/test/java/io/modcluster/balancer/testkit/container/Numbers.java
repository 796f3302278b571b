package io.modcluster.balancer.testkit.container;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers in a query. */
public final class Numbers {
    private Numbers() {}

    /** The number of this name, or 0. */
    public static long of(@Nullable String query, String name) {
        Matcher matcher = Pattern.compile("(?:^|&)" + name + "=(\\d+)").matcher(query == null ? "" : query);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
