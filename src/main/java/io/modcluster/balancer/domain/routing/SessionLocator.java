package io.modcluster.balancer.domain.routing;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session id of a request: in its cookies, then in its path parameters (MCMP §6.4). Linear in the length of what
 * it reads, of which it reads {@value #MAX_SCANNED} characters at most.
 *
 * <p>A parameter ends at {@code /} too, unlike in httpd: there Tomcat and Undertow end it, and it is their id.
 */
public final class SessionLocator {
    /** How much of a Cookie header is looked at. */
    public static final int MAX_SCANNED = 16 * 1024;

    private static final int MAX_VALUES = 4;

    private SessionLocator() {}

    /**
     * The session id, or null when the request carries none. Of several cookies of the name the first whose route is
     * known is taken, else the first: browsers send one for each path that they were set for.
     *
     * @param cookieName name of the cookie, case-sensitive
     * @param pathName   name of the path parameter
     * @param known      whether a route is one of a node that this request could go to
     */
    public static @Nullable SessionId find(
            RequestHead head, String cookieName, String pathName, Predicate<String> known) {
        SessionId first = null;
        List<String> cookies = head.cookies();
        for (int i = 0; i < cookies.size(); i++) {
            String header = cookies.get(i);
            int end;
            for (int at = valueStart(header, cookieName, 0); at >= 0; at = valueStart(header, cookieName, end)) {
                end = valueEnd(header, at);
                String value = cookieValue(header, at, end);
                if (value != null) {
                    SessionId id = SessionId.of(value);
                    if (id.route() != null && known.test(id.route())) {
                        return id;
                    }
                    first = first == null ? id : first;
                }
            }
        }
        return first != null ? first : inPath(head.target(), pathName);
    }

    /** The value of the first cookie of this name that is not empty, or null. */
    static @Nullable String cookie(RequestHead head, String name) {
        return cookie(head, name, value -> value);
    }

    /**
     * What the first cookie of this name stands for that stands for anything; null when none does. Looks at
     * {@value #MAX_VALUES} of them at most, as it may be costly to tell.
     *
     * @param meaning what a value that is not empty stands for, or null
     */
    public static @Nullable String cookie(RequestHead head, String name, Function<String, @Nullable String> meaning) {
        int looked = 0;
        List<String> cookies = head.cookies();
        for (int i = 0; i < cookies.size(); i++) {
            String header = cookies.get(i);
            int end;
            for (int at = valueStart(header, name, 0); at >= 0; at = valueStart(header, name, end)) {
                end = valueEnd(header, at);
                String value = cookieValue(header, at, end);
                if (value != null) {
                    String meant = meaning.apply(value);
                    if (meant != null || ++looked == MAX_VALUES) {
                        return meant;
                    }
                }
            }
        }
        return null;
    }

    /** Index behind the {@code =} of the next cookie of this name at or after {@code from}, or −1. */
    private static int valueStart(String header, String name, int from) {
        int end = Math.min(header.length(), MAX_SCANNED);
        for (int at = header.indexOf(name, from); at >= 0 && at < end; at = header.indexOf(name, at + 1)) {
            if (at > 0 && !separates(header.charAt(at - 1))) {
                continue;
            }
            int equals = at + name.length();
            while (equals < end && header.charAt(equals) == ' ') {
                equals++;
            }
            if (equals < end && header.charAt(equals) == '=') {
                return equals + 1;
            }
        }
        return -1;
    }

    private static boolean separates(char c) {
        return c == ';' || c == ',' || c == ' ' || c == '\t';
    }

    private static int valueEnd(String header, int from) {
        int end = from;
        while (end < header.length() && header.charAt(end) != ';' && header.charAt(end) != ',') {
            end++;
        }
        return end;
    }

    private static @Nullable String cookieValue(String header, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && header.charAt(start) == ' ') {
            start++;
        }
        while (end > start && header.charAt(end - 1) == ' ') {
            end--;
        }
        if (end - start >= 2 && header.charAt(start) == '"' && header.charAt(end - 1) == '"') {
            start++;
            end--;
        }
        return start == end ? null : header.substring(start, end);
    }

    private static @Nullable SessionId inPath(String target, String name) {
        int query = target.indexOf('?');
        int pathEnd = query < 0 ? target.length() : query;
        for (int at = target.indexOf(';'); at >= 0 && at < pathEnd; at = target.indexOf(';', at + 1)) {
            int equals = at + 1 + name.length();
            if (equals < pathEnd
                    && target.charAt(equals) == '='
                    && target.regionMatches(at + 1, name, 0, name.length())) {
                int end = equals + 1;
                while (end < pathEnd && ";&/".indexOf(target.charAt(end)) < 0) {
                    end++;
                }
                if (end > equals + 1) {
                    return SessionId.of(target.substring(equals + 1, end));
                }
            }
        }
        return null;
    }
}
