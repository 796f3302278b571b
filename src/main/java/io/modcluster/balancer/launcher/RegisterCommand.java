package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code register}: makes any service a node of mod_cluster, whatever it is written in. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description = "Registers a service with balancers over MCMP for as long as this runs: when it answers, with its"
                + " load, out of service while it does not answer. At SIGTERM it takes leave without losing a request."
                + " With a command it starts that first, stops it last, and ends with its exit code; the command gets"
                + " its route as MODCLUSTER_JVM_ROUTE.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vertx-mod-cluster register --port 3000 --context /api",
            "      a service that runs already, with the balancer of this machine",
            "  vertx-mod-cluster register --port 3000 --health /ready --balancer lb1:8090 --balancer lb2:8090 \\",
            "      -- node server.js",
            "      starts the service, registers it with two balancers when /ready is 200",
            "",
            "Exit codes: that of the command; without one 0 good, 1 not started; 2 wrong usage, 3 second signal."
        })
final class RegisterCommand implements Callable<Integer> {
    private static final int FULL = 100;
    private static final int MAX_PORT = 65_535;

    private final Surroundings surroundings;

    @Mixin
    private RegisterArguments arguments = new RegisterArguments();

    @Option(
            names = "--health",
            paramLabel = "URL",
            description =
                    "The service is up while this is answered with 2xx; a path is one of the service. Default: it is"
                            + " up while it takes connections.")
    private @Nullable String health;

    @Option(
            names = "--load",
            paramLabel = "N",
            defaultValue = "100",
            description = "Weight among nodes, 1..100; 0 for a hot standby. Default: 100.")
    private int load;

    @Option(
            names = "--kill-after",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long the command may take to end after its SIGTERM. Default: 10.")
    private int killAfter;

    @Parameters(paramLabel = "-- COMMAND", arity = "0..*", description = "Program to start, and its arguments.")
    private List<String> command = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    RegisterCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        check("--load", load, 0, FULL);
        check("--kill-after", killAfter, 0, 3600);
        NodeOptions options = arguments.options(surroundings.environment());
        Sidecar sidecar = new Sidecar(
                options,
                urlOfHealth(options),
                new LoadFactor(load),
                List.copyOf(command),
                Duration.ofSeconds(killAfter));
        return sidecar.run(surroundings.stop(), Main.out(spec));
    }

    private Optional<String> urlOfHealth(NodeOptions options) {
        String asked = health;
        if (asked == null) {
            return Optional.empty();
        }
        if (asked.startsWith("/") && options.getType() == Scheme.AJP) {
            throw wrong(asked, "a URL: the service does not speak HTTP at its port");
        }
        String own = options.getType() == Scheme.HTTPS ? "https://" : "http://";
        String url = asked.startsWith("/") ? own + Ports.at(Sidecar.hostOf(options), options.getPort()) + asked : asked;
        URI uri = uriOf(url);
        if (uri.getRawUserInfo() != null) {
            throw wrong("", "a URL without a name and a password in it");
        }
        return Optional.of(url);
    }

    private static URI uriOf(String url) {
        try {
            URI uri = URI.create(url);
            boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= MAX_PORT);
            if (uri.getHost() != null && port && List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException noUrl) {
            // told below, as one without a host is
        }
        throw wrong(
                url.contains("@") ? "" : url, "a path such as /ready, or a URL such as http://127.0.0.1:3000/ready");
    }

    private static OptionsProblems wrong(String value, String expected) {
        return new OptionsProblems(List.of(new OptionsProblem("--health", "command line", value, expected)));
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new OptionsProblems(
                    List.of(new OptionsProblem(option, "command line", Integer.toString(value), least + ".." + most)));
        }
    }
}
