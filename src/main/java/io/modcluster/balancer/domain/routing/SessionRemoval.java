package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/** Cuts the session id out of a request that leaves its LBGroup, if the balancer says so (MCMP: StickySessionRemove). */
public final class SessionRemoval {
    private SessionRemoval() {}

    /** The Cookie header without the pairs of this name, or null when nothing is left. */
    public static @Nullable String fromCookie(String header, String name) {
        StringBuilder kept = new StringBuilder(header.length());
        int from = 0;
        while (from < header.length()) {
            int end = header.indexOf(';', from);
            end = end < 0 ? header.length() : end;
            String pair = header.substring(from, end).strip();
            int equals = pair.indexOf('=');
            String pairName = equals < 0 ? pair : pair.substring(0, equals).strip();
            if (!pair.isEmpty() && !pairName.equals(name)) {
                kept.append(kept.isEmpty() ? "" : "; ").append(pair);
            }
            from = end + 1;
        }
        return kept.isEmpty() ? null : kept.toString();
    }

    /** The request target without the path parameters of this name. */
    public static String fromTarget(String target, String name) {
        int query = target.indexOf('?');
        int pathEnd = query < 0 ? target.length() : query;
        StringBuilder kept = new StringBuilder(target.length());
        int i = 0;
        while (i < pathEnd) {
            if (target.charAt(i) == ';' && target.startsWith(name + "=", i + 1)) {
                i++;
                while (i < pathEnd && target.charAt(i) != ';' && target.charAt(i) != '/') {
                    i++;
                }
            } else {
                kept.append(target.charAt(i++));
            }
        }
        return kept.append(target, pathEnd, target.length()).toString();
    }
}
