package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One element of {@code balancers}: what is different for the nodes of one balancer name. */
public final class NamedBalancerOptions extends StrictOptions<NamedBalancerOptions> {
    private static final OptionTable<NamedBalancerOptions> TABLE = new OptionTable<>(all());

    private String name = "";
    private BalancingOptions rules = new BalancingOptions();

    /** Nothing is different; a name is still needed. */
    public NamedBalancerOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public NamedBalancerOptions(NamedBalancerOptions other) {
        TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public NamedBalancerOptions(JsonObject json) {
        OptionsProblems.throwIfAny(TABLE.apply(StrictJson.settings(json), this));
    }

    private static List<OptionKey<NamedBalancerOptions, ?>> all() {
        List<OptionKey<NamedBalancerOptions, ?>> keys = new ArrayList<>();
        keys.add(new OptionKey<>(
                        "name",
                        OptionTables.BALANCER,
                        NamedBalancerOptions::getName,
                        NamedBalancerOptions::setName,
                        "Name of the balancer, as nodes give it in CONFIG.")
                .onlyWhen(balancer -> !balancer.name.isEmpty()));
        keys.addAll(BalancingKeys.TABLE.within("", NamedBalancerOptions::getRules));
        return keys;
    }

    /** Name of the balancer, as nodes give it in CONFIG (MCMP: {@code Balancer}): 1..39 of a-z 0-9 . _ - Needed. */
    public String getName() {
        return name;
    }

    /** See {@link #getName()}. */
    public NamedBalancerOptions setName(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /** What is different; what is not set is as in {@code balancing}. */
    public BalancingOptions getRules() {
        return rules;
    }

    /** See {@link #getRules()}; the object is kept, not copied. */
    public NamedBalancerOptions setRules(BalancingOptions rules) {
        this.rules = requireNonNull(rules, "rules");
        return this;
    }

    @Override
    OptionTable<NamedBalancerOptions> table() {
        return TABLE;
    }

    @Override
    NamedBalancerOptions self() {
        return this;
    }
}
