package io.modcluster.balancer.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code events}: what changed lately, and with {@code -f} what changes from now on, a line of JSON each. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description =
                "Prints the events that a balancer kept, a line of JSON each; with --follow those to come, until it"
                        + " is stopped, over restarts of the balancer.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 good, 1 the manager cannot do it, 2 wrong usage")
final class EventsCommand implements Callable<Integer> {
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long MAX_PAUSE_MILLIS = 10_000;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @Mixin
    private final ManagerArguments manager;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with the events to come.")
    private boolean follow;

    @Spec
    private @Nullable CommandSpec spec;

    private String lastId = "";

    EventsCommand(Surroundings surroundings) {
        this.manager = new ManagerArguments(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = Main.out(spec);
        if (!follow) {
            try (Stream<String> lines = opened("/api/v1/events/recent").body()) {
                lines.map(PlainJson::of).forEach(out::println);
            }
            out.flush();
            return Main.OK;
        }
        long pause = FIRST_PAUSE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            try (Stream<String> lines = opened("/api/v1/events").body()) {
                pause = FIRST_PAUSE_MILLIS;
                print(lines.iterator(), out);
            } catch (IOException gone) {
                // the connection broke, or nobody listens for a moment
                pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
        }
        return Main.OK;
    }

    private HttpResponse<Stream<String>> opened(String path) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = manager.lines(path, lastId);
        if (response.statusCode() == UNAVAILABLE) {
            response.body().close();
            throw new IOException("busy");
        }
        if (response.statusCode() != OK) {
            response.body().close();
            throw new ManagerCallFailure("manager: status " + response.statusCode());
        }
        return response;
    }

    /** Until the stream ends. */
    private void print(Iterator<String> lines, PrintWriter out) throws IOException {
        try {
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("data: ") && !line.equals("data: {}")) {
                    out.println(PlainJson.of(line.substring(6)));
                    out.flush();
                }
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }
}
