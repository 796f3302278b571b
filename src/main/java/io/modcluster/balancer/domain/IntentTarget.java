package io.modcluster.balancer.domain;

import org.jspecify.annotations.Nullable;

/**
 * What an operator's {@link Intent} is about. It need not exist (yet): the intent holds when it comes.
 *
 * <p>Each target has one text, and no two have the same, whatever characters are in the names: {@code node:n1},
 * {@code lbgroup:A}, {@code context:n1|localhost|/app}, and without an alias {@code context:n1||/app}. In the first two
 * fields of a context {@code |} and {@code %} are written as {@code %7C} and {@code %25}.
 */
public sealed interface IntentTarget {
    /** All contexts of a node. */
    record OfNode(JvmRoute route) implements IntentTarget {
        @Override
        public String text() {
            return NODE + route;
        }

        @Override
        public IntentTarget owner() {
            return this;
        }

        @Override
        public boolean concerns(Node node) {
            return node.route().equals(route);
        }
    }

    /**
     * All contexts of all nodes of an LBGroup (CONFIG: {@code Domain}), those included that join it later.
     *
     * @param lbGroup its name, not empty: nodes without a group are none
     */
    record OfLbGroup(String lbGroup) implements IntentTarget {
        /** Fails with {@link IllegalArgumentException} on an empty name. */
        public OfLbGroup {
            if (lbGroup.isEmpty()) {
                throw new IllegalArgumentException("LBGroup: \"\" (expected: a name)");
            }
        }

        @Override
        public String text() {
            return LB_GROUP + lbGroup;
        }

        @Override
        public IntentTarget owner() {
            return this;
        }

        @Override
        public boolean concerns(Node node) {
            return node.lbGroup().equals(lbGroup);
        }
    }

    /**
     * One context of a node.
     *
     * @param route its node
     * @param alias the alias under which it is meant, null for every one
     * @param path  its path
     */
    record OfContext(JvmRoute route, @Nullable Alias alias, ContextPath path) implements IntentTarget {
        @Override
        public String text() {
            return CONTEXT + escaped(route.value()) + '|' + (alias == null ? "" : escaped(alias.value())) + '|' + path;
        }

        @Override
        public IntentTarget owner() {
            return new OfNode(route);
        }

        @Override
        public boolean concerns(Node node) {
            return node.route().equals(route);
        }
    }

    /** What the text of an {@link OfNode} begins with. */
    String NODE = "node:";
    /** What the text of an {@link OfLbGroup} begins with. */
    String LB_GROUP = "lbgroup:";
    /** What the text of an {@link OfContext} begins with. */
    String CONTEXT = "context:";

    /** Its one text. */
    String text();

    /** The node or group that it is part of, or is. */
    IntentTarget owner();

    /** Whether it may have to do with this node. */
    boolean concerns(Node node);

    /** The target of a {@link #text}; fails with {@link IllegalArgumentException} on anything else. */
    static IntentTarget of(String text) {
        IntentTarget target = null;
        if (text.startsWith(NODE)) {
            target = new OfNode(new JvmRoute(text.substring(NODE.length())));
        } else if (text.startsWith(LB_GROUP)) {
            target = new OfLbGroup(text.substring(LB_GROUP.length()));
        } else if (text.startsWith(CONTEXT)) {
            target = context(text.substring(CONTEXT.length()).split("\\|", 3));
        }
        if (target == null || !target.text().equals(text)) {
            throw new IllegalArgumentException("target of an intent: " + Quoted.of(text)
                    + " (expected: node:route, lbgroup:name or context:route|alias|path)");
        }
        return target;
    }

    private static @Nullable IntentTarget context(String[] fields) {
        if (fields.length < 3) {
            return null;
        }
        return new OfContext(
                new JvmRoute(unescaped(fields[0])),
                fields[1].isEmpty() ? null : new Alias(unescaped(fields[1])),
                new ContextPath(fields[2]));
    }

    private static String escaped(String name) {
        return name.replace("%", "%25").replace("|", "%7C");
    }

    private static String unescaped(String field) {
        return field.replace("%7C", "|").replace("%25", "%");
    }
}
