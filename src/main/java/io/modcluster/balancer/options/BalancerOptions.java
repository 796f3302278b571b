package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be said about a balancer. The defaults are a working balancer: requests on port 8080, nodes and
 * health checks on loopback ports.
 */
public final class BalancerOptions extends DataPlaneSections<BalancerOptions> {
    /** Name of this balancer among others, used in Via and in stamps: 1..63 of A-Z a-z 0-9 . _ - Default "balancer". */
    public static final String DEFAULT_NAME = "balancer";

    private String name = DEFAULT_NAME;
    private McmpOptions mcmp = new McmpOptions();
    private AdvertiseOptions advertise = new AdvertiseOptions();
    private ManagerOptions manager = new ManagerOptions();
    private ClusterOptions cluster = new ClusterOptions();
    private RegistryOptions registry = new RegistryOptions();
    private List<StaticNodeOptions> nodes = List.of();
    /** Where values were set, by key: no part of what the options are. */
    private Map<String, String> origins = Map.of();

    /** The defaults. */
    public BalancerOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public BalancerOptions(BalancerOptions other) {
        OptionTables.BALANCER_OPTIONS.copy(other, this);
        this.origins = other.origins;
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type, bad range, and contradiction between options
     */
    public BalancerOptions(JsonObject json) {
        OptionsProblems.throwIfAny(apply(StrictJson.settings(json)));
    }

    /** Every option there is, in the order of the documentation. */
    public static List<OptionKey<BalancerOptions, ?>> keys() {
        return OptionTables.BALANCER_OPTIONS.keys();
    }

    /**
     * The defaults, changed by {@code settings} in the order given: of two settings with one key the later one holds,
     * but both have to be good.
     *
     * @throws OptionsProblems with everything that is wrong, at once
     */
    public static BalancerOptions of(List<Setting> settings) {
        BalancerOptions options = new BalancerOptions();
        OptionsProblems.throwIfAny(options.apply(settings));
        Map<String, String> origins = new HashMap<>();
        settings.forEach(setting -> origins.put(setting.key(), setting.origin()));
        options.origins = Map.copyOf(origins);
        return options;
    }

    /** Where {@link #of} found the value of a key: a place in a file, the name of a variable, {@code default}. */
    public String originOf(String key) {
        return origins.getOrDefault(key, "default");
    }

    /**
     * Judges the values as they are now. {@link #of} and the JSON constructor have done so already; this is for options
     * put together by setters.
     *
     * @throws OptionsProblems with everything that is wrong, at once
     */
    public void validate() {
        List<OptionsProblem> problems = new ArrayList<>(OptionTables.BALANCER_OPTIONS.check(this));
        problems.addAll(CrossRules.check(this));
        OptionsProblems.throwIfAny(problems);
    }

    private List<OptionsProblem> apply(List<Setting> settings) {
        List<OptionsProblem> problems = new ArrayList<>(OptionTables.BALANCER_OPTIONS.apply(settings, this));
        for (OptionsProblem problem : CrossRules.check(this)) {
            problems.add(new OptionsProblem(
                    problem.key(), originOf(problem.key(), settings), problem.value(), problem.expectation()));
        }
        return problems;
    }

    private static String originOf(String key, List<Setting> settings) {
        int bracket = key.indexOf('[');
        String option = bracket < 0 ? key : key.substring(0, bracket);
        List<Setting> lastFirst = new ArrayList<>(settings);
        Collections.reverse(lastFirst);
        return lastFirst.stream()
                .filter(setting -> setting.key().equals(option))
                .map(setting -> setting.originOf(key))
                .findFirst()
                .orElse("default");
    }

    /** See {@link #DEFAULT_NAME}. */
    public String getName() {
        return name;
    }

    /** See {@link #DEFAULT_NAME}. */
    public BalancerOptions setName(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /** The port for nodes, who may use it, and what they may register: {@code mcmp.*}. */
    public McmpOptions getMcmp() {
        return mcmp;
    }

    /** See {@link #getMcmp()}; the object is kept, not copied. */
    public BalancerOptions setMcmp(McmpOptions mcmp) {
        this.mcmp = requireNonNull(mcmp, "mcmp");
        return this;
    }

    /** Whether and how nodes are told by multicast where to register: {@code advertise.*}. */
    public AdvertiseOptions getAdvertise() {
        return advertise;
    }

    /** See {@link #getAdvertise()}; the object is kept, not copied. */
    public BalancerOptions setAdvertise(AdvertiseOptions advertise) {
        this.advertise = requireNonNull(advertise, "advertise");
        return this;
    }

    /** The port for people, scripts and health checks: {@code manager.*}. */
    public ManagerOptions getManager() {
        return manager;
    }

    /** See {@link #getManager()}; the object is kept, not copied. */
    public BalancerOptions setManager(ManagerOptions manager) {
        this.manager = requireNonNull(manager, "manager");
        return this;
    }

    /** Whether this balancer shares what nodes said with others, and how they find each other: {@code cluster.*}. */
    public ClusterOptions getCluster() {
        return cluster;
    }

    /** See {@link #getCluster()}; the object is kept, not copied. */
    public BalancerOptions setCluster(ClusterOptions cluster) {
        this.cluster = requireNonNull(cluster, "cluster");
        return this;
    }

    /** How what nodes said is kept: {@code registry.*}. */
    public RegistryOptions getRegistry() {
        return registry;
    }

    /** See {@link #getRegistry()}; the object is kept, not copied. */
    public BalancerOptions setRegistry(RegistryOptions registry) {
        this.registry = requireNonNull(registry, "registry");
        return this;
    }

    /** Services that cannot speak MCMP: {@code nodes}. Default: none. The list cannot be changed, what is in it can. */
    public List<StaticNodeOptions> getNodes() {
        return nodes;
    }

    /** See {@link #getNodes()}; copies the list and all that is in it. */
    public BalancerOptions setNodes(List<StaticNodeOptions> nodes) {
        this.nodes = nodes.stream().map(StaticNodeOptions::new).toList();
        return this;
    }

    @Override
    OptionTable<BalancerOptions> table() {
        return OptionTables.BALANCER_OPTIONS;
    }

    @Override
    BalancerOptions self() {
        return this;
    }
}
