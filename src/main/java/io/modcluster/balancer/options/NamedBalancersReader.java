package io.modcluster.balancer.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the list {@code balancers}. Used once. */
final class NamedBalancersReader extends SectionsReader<NamedBalancerOptions> {
    static final String KEY = "balancers";

    static final OptionType<List<NamedBalancerOptions>> TYPE = type(
            "a list of objects with name and what is different from balancing: policy, hash-on, slow-start, sticky and"
                    + " cookie; as JSON in an environment variable or behind --set",
            NamedBalancersReader::new);

    private final Map<String, Integer> names = new HashMap<>();

    private NamedBalancersReader() {
        super("{name: shop, policy: round-robin}");
    }

    @Override
    NamedBalancerOptions element() {
        return new NamedBalancerOptions();
    }

    @Override
    void judge(int index, NamedBalancerOptions balancer, Setting said) {
        Integer named = names.putIfAbsent(balancer.getName(), index);
        if (named != null) {
            problem(
                    index,
                    ".name",
                    said.originOf("[0].name"),
                    balancer.getName(),
                    "another name than that of " + KEY + "[" + named + "]");
        }
    }
}
