package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionKey;
import java.io.PrintWriter;
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
            out.printf("%-34s %-28s %s%n", key.name(), value, configuration.originOf(key.name()));
        }
        out.flush();
        return Main.OK;
    }
}
