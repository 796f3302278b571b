package io.modcluster.balancer.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was said about contexts, each {@code /path} or {@code host/path}: the longest path that fits decides, and of equal
 * ones that with a host. Paths fit on segment boundaries, as contexts do. Immutable.
 */
final class PathRules<T> {
    private final List<Rule<T>> rules;

    private record Rule<T>(String host, String path, T value) {
        boolean fits(String wantedHost, String wantedPath) {
            return (host.isEmpty() || host.equals(wantedHost))
                    && (path.equals("/")
                            || (wantedPath.startsWith(path)
                                    && (wantedPath.length() == path.length()
                                            || wantedPath.charAt(path.length()) == '/')));
        }
    }

    /** Collects what is said. */
    static final class Builder<T> {
        private final List<Rule<T>> rules = new ArrayList<>();

        Builder<T> add(String where, T value) {
            int slash = where.indexOf('/');
            rules.add(new Rule<>(where.substring(0, slash).toLowerCase(Locale.ROOT), where.substring(slash), value));
            return this;
        }

        PathRules<T> build() {
            return new PathRules<>(rules);
        }
    }

    private PathRules(List<Rule<T>> rules) {
        List<Rule<T>> sorted = new ArrayList<>(rules);
        sorted.sort(Comparator.comparingInt((Rule<T> rule) -> rule.path().length())
                .thenComparing(rule -> !rule.host().isEmpty())
                .reversed());
        this.rules = List.copyOf(sorted);
    }

    /** What holds for this host and this path, as contexts are matched with them, or null. */
    @Nullable
    T find(String host, String path) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).fits(host, path)) {
                return rules.get(i).value();
            }
        }
        return null;
    }
}
