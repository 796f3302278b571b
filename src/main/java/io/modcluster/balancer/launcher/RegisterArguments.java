package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code register} says of the service. Strongest first: these options, {@code --set}, environment, default. */
final class RegisterArguments {
    private static final String LOCAL_BALANCER = "127.0.0.1:8090";
    /** Longest JVMRoute. */
    private static final int MAX_ROUTE = 63;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the service; has to be given.")
    private @Nullable String port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "Where balancers reach the service. Default: the local end of the connection to each balancer.")
    private @Nullable String host;

    @Option(names = "--type", paramLabel = "TYPE", description = "http (default), https or ajp.")
    private @Nullable String type;

    @Option(names = "--context", paramLabel = "PATH", description = "Path to serve; may be repeated. Default: /.")
    private List<String> contexts = new ArrayList<>();

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "Host name to serve, *.name for all below; may be repeated. Default: localhost.")
    private List<String> aliases = new ArrayList<>();

    @Option(
            names = "--route",
            paramLabel = "JVMROUTE",
            description = "Name of the node, which a session id ends with. Default: host name and port.")
    private @Nullable String route;

    @Option(names = "--lb-group", paramLabel = "NAME", description = "Group in which sessions fail over first.")
    private @Nullable String lbGroup;

    @Option(
            names = "--balancer",
            paramLabel = "HOST:PORT",
            description =
                    "MCMP port of a balancer; may be repeated. Default: " + LOCAL_BALANCER + ", unless --discover.")
    private List<String> balancers = new ArrayList<>();

    @Option(
            names = "--discover",
            description = "Finds balancers by their adverts; the key is MODCLUSTER_NODE_DISCOVERY_KEY.")
    private boolean discover;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets any other option of a node; may be repeated. Lists are separated by commas.")
    private List<String> assignments = new ArrayList<>();

    /**
     * The options of the node.
     *
     * @throws OptionsProblems with everything that is wrong in any source
     */
    NodeOptions options(Map<String, String> environment) {
        Findings found = EnvironmentSource.readNode(environment)
                .then(AssignmentSource.read(assignments))
                .then(new Findings(own(), List.of()));
        List<OptionsProblem> problems = new ArrayList<>(found.problems());
        NodeOptions options = new NodeOptions();
        try {
            options = NodeOptions.of(found.settings());
        } catch (OptionsProblems wrong) {
            problems.addAll(wrong.problems());
        }
        if (!problems.isEmpty()) {
            throw new OptionsProblems(problems);
        }
        complete(options);
        options.validate();
        return options;
    }

    private List<Setting> own() {
        List<Setting> settings = new ArrayList<>();
        add(settings, "port", "--port", port);
        add(settings, "host", "--host", host);
        add(settings, "type", "--type", type);
        add(settings, "contexts", "--context", contexts);
        add(settings, "aliases", "--alias", aliases);
        add(settings, "jvm-route", "--route", route);
        add(settings, "lb-group", "--lb-group", lbGroup);
        add(settings, "balancers", "--balancer", balancers);
        add(settings, "discovery.enabled", "--discover", discover ? "true" : null);
        return settings;
    }

    private static void add(List<Setting> settings, String key, String origin, @Nullable String value) {
        if (value != null) {
            settings.add(new Setting(key, new Setting.Text(value), origin));
        }
    }

    private static void add(List<Setting> settings, String key, String origin, List<String> values) {
        if (!values.isEmpty()) {
            settings.add(new Setting(key, List.copyOf(values), origin));
        }
    }

    /** What a first try should not have to say. */
    private static void complete(NodeOptions options) {
        if (options.getBalancers().isEmpty() && !options.getDiscovery().isEnabled()) {
            options.setBalancers(List.of(LOCAL_BALANCER));
        }
        if (options.getJvmRoute().isEmpty()) {
            options.setJvmRoute(routeOf(hostName(), options.getPort()));
        }
    }

    /** A dot would be taken for that before the route of a session id. */
    static String routeOf(String hostName, int port) {
        String end = "-" + port;
        String name = hostName.replaceAll("[^A-Za-z0-9_-]", "-");
        return name.substring(0, Math.min(name.length(), MAX_ROUTE - end.length())) + end;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "node";
        }
    }
}
