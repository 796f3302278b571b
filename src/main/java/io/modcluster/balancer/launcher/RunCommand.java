package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: the balancer, until a signal stops it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description = "Runs the balancer until SIGINT or SIGTERM; a second signal ends it at once.")
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ConfigurationArguments arguments = new ConfigurationArguments();

    @Spec
    private @Nullable CommandSpec spec;

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        BalancerOptions options =
                Configuration.read(arguments.sources(surroundings)).options();
        surroundings.stop().listen();
        Vertx vertx = VertxStart.start(options);
        try (RunningBalancer balancer = RunningBalancer.start(surroundings.starter(), vertx, options)) {
            PrintWriter out = Main.out(spec);
            out.println(balancer.readyLine());
            out.flush();
            surroundings.stop().await();
        }
        return Main.OK;
    }
}
