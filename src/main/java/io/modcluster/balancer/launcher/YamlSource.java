package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.Setting;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * YAML as settings with line numbers. Scalars stay text, since the options know their types better than YAML does.
 * Anchors, aliases and tags are refused: a configuration needs none, and each of them can hide what a file says.
 */
final class YamlSource {
    /** Sections are two deep, lists one more; the rest is room. */
    private static final int MAX_DEPTH = 10;

    private final String file;
    private final List<Setting> settings = new ArrayList<>();
    private final List<OptionsProblem> problems = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private YamlSource(String file) {
        this.file = file;
    }

    /** Everything that {@code text} says; {@code file} is the name it has in problems. */
    static Findings read(String file, String text) {
        YamlSource source = new YamlSource(file);
        try {
            source.read(text);
        } catch (MarkedYAMLException wrong) {
            Mark mark = wrong.getProblemMark();
            String origin = mark == null ? file : file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
            return Findings.unreadable(origin, "YAML; " + oneLine(wrong.getProblem()));
        } catch (YAMLException wrong) {
            return Findings.unreadable(file, "YAML; " + oneLine(wrong.getMessage()));
        }
        return new Findings(source.settings, source.problems);
    }

    private void read(String text) {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(MAX_DEPTH);
        Yaml yaml = new Yaml(
                new SafeConstructor(limits), new Representer(new DumperOptions()), new DumperOptions(), limits);
        for (Event event : yaml.parse(new StringReader(text))) {
            refuseTricks(event);
        }
        Node root = problems.isEmpty() ? yaml.compose(new StringReader(text)) : null;
        if (root instanceof MappingNode mapping) {
            section("", mapping, settings);
        } else if (root != null && !isNull(root)) {
            problem("", root, shown(root), "sections with options, as in \"traffic: { port: 8080 }\"");
        }
    }

    private void refuseTricks(Event event) {
        boolean tagged = (event instanceof ScalarEvent scalar && scalar.getTag() != null)
                || (event instanceof CollectionStartEvent collection && collection.getTag() != null);
        boolean anchored = event instanceof AliasEvent || (event instanceof NodeEvent node && node.getAnchor() != null);
        if (tagged || anchored) {
            String what = tagged ? "no tags (\"!\")" : "no anchors and aliases (\"&\", \"*\")";
            problems.add(new OptionsProblem("", at(event.getStartMark()), "", what));
        }
    }

    private void section(String prefix, MappingNode mapping, List<Setting> into) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode name) {
                option(prefix + name.getValue(), name, entry.getValueNode(), into);
            } else {
                problem("", entry.getKeyNode(), shown(entry.getKeyNode()), "the name of an option");
            }
        }
    }

    private void option(String key, Node name, Node value, List<Setting> into) {
        Integer before = lines.putIfAbsent(key, line(name));
        boolean section = value instanceof MappingNode;
        if (before != null) {
            problem(key, name, "", "each key once; it stands in line " + before + " already");
        } else if (section
                && (isSection(key) || !((MappingNode) value).getValue().isEmpty())) {
            section(key + ".", (MappingNode) value, into);
        } else if (!(isNull(value) && isSection(key))) {
            into.add(new Setting(key, valueOf(key, value), at(value.getStartMark())));
        }
    }

    /** A section whose options are all commented out is written as a key without a value. */
    private static boolean isSection(String key) {
        return BalancerOptions.keys().stream().anyMatch(option -> option.name().startsWith(key + "."));
    }

    private Object valueOf(String key, Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            return new Setting.Text(shown(node));
        }
        List<Object> elements = new ArrayList<>();
        for (Node child : sequence.getValue()) {
            String element = key + "[" + elements.size() + "]";
            elements.add(
                    child instanceof MappingNode mapping ? sectionOf(element + ".", mapping) : valueOf(element, child));
        }
        return List.copyOf(elements);
    }

    /** An element of a list; its keys begin at itself, problems with them name the whole way there. */
    private Setting.Section sectionOf(String prefix, MappingNode mapping) {
        List<Setting> inside = new ArrayList<>();
        section(prefix, mapping, inside);
        return new Setting.Section(
                inside.stream()
                        .map(setting -> new Setting(
                                setting.key().substring(prefix.length()), setting.value(), setting.origin()))
                        .toList(),
                at(mapping.getStartMark()));
    }

    private static String shown(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        return node instanceof MappingNode ? "{...}" : "[...]";
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private void problem(String key, Node node, String value, String expectation) {
        problems.add(new OptionsProblem(key, at(node.getStartMark()), value, expectation));
    }

    private String at(Mark mark) {
        return file + ":" + (mark.getLine() + 1);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String oneLine(@Nullable String text) {
        return text == null
                ? "this cannot be read"
                : text.lines().findFirst().orElse("").strip();
    }
}
