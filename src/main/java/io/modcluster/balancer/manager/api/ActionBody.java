package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.manager.access.Principal;
import io.modcluster.balancer.manager.access.Problem;
import io.modcluster.balancer.options.Durations;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a change: a JSON object or nothing. What is not known or not good in it is a {@link Problem}. */
final class ActionBody {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    private static final Duration DEFAULT_QUIET = Duration.ofSeconds(30);
    private static final Duration MIN_TIME = Duration.ofMillis(500);
    private static final int MAX_NOTE = 100;
    private static final List<String> COMMON = List.of("note", "wait", "timeout", "quiet");

    private final JsonObject json;

    private ActionBody(JsonObject json) {
        this.json = json;
    }

    /** The body, which may have these fields beside those of every action. */
    static ActionBody of(RoutingContext request, String... more) {
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(Arrays.asList(more));
        return new ActionBody(JsonBody.of(request, known));
    }

    /** A text, or null when it is not there. */
    @Nullable
    String text(String field, int max) {
        Object value = json.getValue(field);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && !text.isEmpty() && text.length() <= max) {
            return text;
        }
        throw Problem.wrongValue(
                field + ": " + Quoted.of(String.valueOf(value)) + " (expected: text of 1.." + max + " characters)");
    }

    /** A text that has to be there. */
    String needed(String field, int max) {
        String text = text(field, max);
        if (text == null) {
            throw Problem.wrongValue(field + " is missing (expected: text of 1.." + max + " characters)");
        }
        return text;
    }

    /** Whether the answer is to wait for the end. */
    boolean isWaiting() {
        Object value = json.getValue("wait", false);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw Problem.wrongValue("wait: " + Quoted.of(String.valueOf(value)) + " (expected: true or false)");
    }

    /** After which a drain is over, and no answer waits longer. */
    Duration timeout() {
        return time("timeout", DEFAULT_TIMEOUT);
    }

    private Duration time(String field, Duration otherwise) {
        String text = text(field, 20);
        if (text == null) {
            return otherwise;
        }
        return Durations.parse(text)
                .filter(time -> time.compareTo(MIN_TIME) >= 0 && time.compareTo(MAX_TIMEOUT) <= 0)
                .orElseThrow(() -> Problem.wrongValue(
                        field + ": " + Quoted.of(text) + " (expected: 500ms..24h, such as 60s, 5m or 1h)"));
    }

    /** What a drain is to be like; its note begins with who wants it. */
    DrainOrder order(Principal by) {
        String note = text("note", MAX_NOTE);
        if (note != null && note.chars().anyMatch(Character::isISOControl)) {
            throw Problem.wrongValue("note: " + Quoted.of(note) + " (expected: no control characters)");
        }
        return new DrainOrder(
                timeout(), time("quiet", DEFAULT_QUIET), note == null ? by.name() : by.name() + ": " + note);
    }
}
