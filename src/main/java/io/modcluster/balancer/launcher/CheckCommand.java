package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionKey;
import io.modcluster.balancer.options.StaticNodeOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: reads the configuration as {@code run} would, starts nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description = "Checks the configuration and shows each value with the place that set it; starts nothing.")
final class CheckCommand implements Callable<Integer> {
    private static final String NODES = "nodes";

    private final Surroundings surroundings;

    @Mixin
    private ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    private @Nullable CommandSpec spec;

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Configuration configuration = Configuration.read(arguments.sources(surroundings));
        PrintWriter out = Main.out(spec);
        out.println("configuration is good");
        for (OptionKey<BalancerOptions, ?> key : BalancerOptions.keys()) {
            String value = key.show(configuration.options());
            if (key.name().equals(NODES) && !configuration.options().getNodes().isEmpty()) {
                nodes(configuration, out);
            } else {
                line(out, key.name(), value, configuration.originOf(key.name()));
            }
        }
        out.flush();
        return Main.OK;
    }

    /** One line for each, complete: its route is what operators will see of it. */
    private static void nodes(Configuration configuration, PrintWriter out) {
        List<StaticNodeOptions> nodes = configuration.options().getNodes();
        String balancer = configuration.options().getMcmp().getDefaultBalancer();
        for (int i = 0; i < nodes.size(); i++) {
            String value = nodes.get(i).complete(balancer).toJson().encode();
            line(out, NODES + "[" + i + "]", value, configuration.originOfNode(i));
        }
    }

    private static void line(PrintWriter out, String key, String value, String origin) {
        out.printf("%-34s %-28s %s%n", key, value, origin);
    }
}
