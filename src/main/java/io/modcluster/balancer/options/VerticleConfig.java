package io.modcluster.balancer.options;

import io.modcluster.balancer.event.EventBusAddresses;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a verticle that is deployed by its class name finds in {@code config()}: the JSON of {@link BalancerOptions}, and
 * beside its sections {@value #PREFIX}, the first part of its addresses on the event bus. All verticles of one balancer
 * get the same.
 *
 * @param options   the options
 * @param addresses where the verticles of this balancer meet
 */
public record VerticleConfig(BalancerOptions options, EventBusAddresses addresses) {
    /** Key of the prefix; default {@value EventBusAddresses#DEFAULT_PREFIX}. */
    public static final String PREFIX = "prefix";

    private static final Pattern PREFIXES = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+){0,9}");
    private static final int MAX_PREFIX = 100;

    /**
     * Reads the configuration of a deployment.
     *
     * @param config null for none: everything has its default
     * @throws OptionsProblems with everything that is wrong, at once
     */
    public static VerticleConfig of(@Nullable JsonObject config) {
        JsonObject json = config == null ? new JsonObject() : config.copy();
        List<OptionsProblem> problems = new ArrayList<>();
        String prefix = prefix(json, problems);
        json.remove(PREFIX);
        BalancerOptions options = new BalancerOptions();
        try {
            options = new BalancerOptions(json);
        } catch (OptionsProblems wrong) {
            problems.addAll(wrong.problems());
        }
        OptionsProblems.throwIfAny(problems);
        return new VerticleConfig(options, new EventBusAddresses(prefix));
    }

    private static String prefix(JsonObject json, List<OptionsProblem> problems) {
        Object value = json.getValue(PREFIX, EventBusAddresses.DEFAULT_PREFIX);
        if (value instanceof String prefix
                && prefix.length() <= MAX_PREFIX
                && PREFIXES.matcher(prefix).matches()) {
            return prefix;
        }
        problems.add(new OptionsProblem(
                PREFIX,
                StrictJson.ORIGIN,
                String.valueOf(value),
                "dotted names of a-z 0-9 _ -, " + MAX_PREFIX + " characters at most"));
        return EventBusAddresses.DEFAULT_PREFIX;
    }
}
