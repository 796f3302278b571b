package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line of the jar. */
@Command(
        name = "vertx-mod-cluster",
        header = "A load balancer that application servers configure themselves, over MCMP.",
        synopsisSubcommandLabel =
                "[run | demo | register | check | keys | drain | events | audit | explain | explain-token |"
                        + " hash-password]",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vertx-mod-cluster demo",
            "      a balancer, three small nodes and a little traffic, all in this process",
            "  vertx-mod-cluster",
            "      runs the balancer (the same as \"run\"): requests on 8080, nodes on 127.0.0.1:8090",
            "  vertx-mod-cluster -c edge.yaml --set traffic.port=8000",
            "      the same with a configuration file, and one option set by hand",
            "  vertx-mod-cluster register --port 3000 --context /api -- node server.js",
            "      starts any service and registers it with the balancer of this machine",
            "  MODCLUSTER_TRAFFIC_PORT=8000 vertx-mod-cluster check",
            "      what would hold, and where each value comes from; starts nothing",
            "",
            "Strongest first: --set, environment, file, default.",
            "Exit codes: 0 good, 1 not started, 2 wrong usage or configuration, 3 stopped by a second signal,",
            "4 drain: not drained in time."
        })
public final class Main {
    static final int OK = 0;
    static final int NOT_STARTED = 1;
    static final int WRONG_CONFIGURATION = 2;

    /** The longest line of the examples, and what most terminals have. */
    private static final int HELP_WIDTH = 100;

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private static final Set<String> TOP_LEVEL = Set.of("-h", "--help", "-V", "--version");

    /** The balancer that {@code run} and {@code demo} start. */
    private static final BalancerStarter STARTER = EmbeddedBalancer::start;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Shows the stack of a failure.")
    private boolean verbose;

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(execute(commandLine(Surroundings.ofProcess(STARTER)), arguments));
    }

    /** The verbs, for {@link #execute}. */
    static CommandLine commandLine(Surroundings surroundings) {
        Main main = new Main();
        return new CommandLine(main)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_WIDTH)
                .addSubcommand(new RunCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(register(surroundings))
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new KeysCommand())
                .addSubcommand(new DrainCommand(surroundings))
                .addSubcommand(new EventsCommand(surroundings))
                .addSubcommand(new AuditCommand(surroundings))
                .addSubcommand(new ExplainCommand(surroundings))
                .addSubcommand(new ExplainTokenCommand(surroundings))
                .addSubcommand(new HashPasswordCommand())
                .setExecutionExceptionHandler(main::report);
    }

    /** What follows the program it starts is the program's. */
    private static CommandLine register(Surroundings surroundings) {
        return new CommandLine(new RegisterCommand(surroundings))
                .setStopAtPositional(true)
                .setUsageHelpWidth(HELP_WIDTH);
    }

    /** The exit code; arguments without a verb are those of {@code run}. */
    static int execute(CommandLine commandLine, String... arguments) {
        boolean verbMissing =
                arguments.length == 0 || (arguments[0].startsWith("-") && !TOP_LEVEL.contains(arguments[0]));
        List<String> complete = verbMissing
                ? Stream.concat(Stream.of("run"), Arrays.stream(arguments)).toList()
                : List.of(arguments);
        return commandLine.execute(complete.toArray(String[]::new));
    }

    /** Where data goes: the only way to stdout. */
    static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "spec is injected before a command runs")
                .commandLine()
                .getOut();
    }

    /** Java has no words for a connection that is refused. */
    private static String textOf(Exception failure) {
        return failure instanceof ConnectException
                ? "nobody listens there (expected: a running balancer, at --url or at the address that it has without)"
                : failure.toString();
    }

    private int report(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (failure instanceof OptionsProblems wrong) {
            List<OptionsProblem> problems = wrong.problems();
            err.println("configuration is not good, " + problems.size()
                    + (problems.size() == 1 ? " problem:" : " problems:"));
            problems.forEach(problem -> err.println("  " + problem));
        } else {
            boolean told = failure instanceof StartFailure || failure instanceof ManagerCallFailure;
            err.println(told ? failure.getMessage() : "failed: " + textOf(failure));
        }
        if (verbose) {
            log.error("stack of the failure", failure);
        }
        err.flush();
        return failure instanceof OptionsProblems ? WRONG_CONFIGURATION : NOT_STARTED;
    }
}
