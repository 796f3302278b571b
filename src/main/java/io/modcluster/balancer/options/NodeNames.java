package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.Quoted;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Some nodes, named in the configuration by themselves or by what they belong to: {@code node:NAME} (JVMRoute), {@code
 * lbgroup:NAME}, {@code balancer:NAME}. Any thread.
 */
public final class NodeNames {
    static final String EXPECTED = "a list of node:NAME, lbgroup:NAME or balancer:NAME";

    private static final Pattern FORM = Pattern.compile("(node|lbgroup|balancer):[^,\\p{Cntrl}]{1,100}");

    private final Set<String> names;

    private NodeNames(List<String> names) {
        this.names = Set.copyOf(names);
    }

    /** The nodes that these elements name. */
    public static NodeNames of(List<String> elements) {
        return new NodeNames(elements);
    }

    /** One element as it is; fails with {@link IllegalArgumentException} if it names nothing. */
    static String checked(String element) {
        if (!FORM.matcher(element).matches()) {
            throw new IllegalArgumentException(Quoted.of(element));
        }
        return element;
    }

    /** Whether a node is one of them. */
    public boolean contain(String route, String lbGroup, String balancer) {
        return !names.isEmpty()
                && (names.contains("node:" + route)
                        || names.contains("lbgroup:" + lbGroup)
                        || names.contains("balancer:" + balancer));
    }
}
