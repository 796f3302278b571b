package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionKey;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keys}: every option there is. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description = "Lists every option with its default, what it takes, and what it does.")
final class KeysCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Main.out(spec);
        BalancerOptions defaults = new BalancerOptions();
        for (OptionKey<BalancerOptions, ?> key : BalancerOptions.keys()) {
            out.println(key.name() + ": " + key.show(defaults));
            out.println("    " + key.sentence());
            out.println("    Takes " + key.expected() + ". Environment: " + EnvironmentSource.variableOf(key.name()));
        }
        out.flush();
        return Main.OK;
    }
}
