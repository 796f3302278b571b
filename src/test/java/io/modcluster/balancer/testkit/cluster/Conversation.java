package io.modcluster.balancer.testkit.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Both ends of a member's stdin and stdout. Commands and answers are numbered, so an answer that comes after its time is not
 * taken for the next one. Any thread.
 */
final class Conversation {
    private static final Pattern READY =
            Pattern.compile("ready: traffic http://\\S+:(\\d+)  mcmp \\S+:(\\d+)  manager http://\\S+:(\\d+).*");
    private static final Pattern ANSWER = Pattern.compile("([=!]) (\\d+) (.*)");

    /** What the ready line says. */
    record Ports(int traffic, int mcmp, int manager) {}

    private final CompletableFuture<Ports> ready = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final PrintWriter toMember;

    private Conversation(PrintWriter toMember) {
        this.toMember = toMember;
    }

    /** {@code obituary} tells about the process when it has ended. */
    static Conversation start(Process process, Supplier<String> obituary) {
        Conversation conversation =
                new Conversation(new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true));
        Thread reader = new Thread(
                () -> {
                    conversation.read(process.inputReader(StandardCharsets.UTF_8));
                    process.onExit().join();
                    conversation.end(new IllegalStateException(obituary.get()));
                },
                "stdout-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return conversation;
    }

    CompletableFuture<Ports> ready() {
        return ready;
    }

    /** The answer; fails with the member's reason, or when there is none in time. */
    String ask(String command, Duration patience) {
        int number = numbers.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.put(number, answer);
        toMember.println(number + " " + command);
        try {
            return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException failed) {
            throw new AssertionError("asked: " + command + "; got: " + failed.getCause(), failed);
        } finally {
            asked.remove(number);
        }
    }

    /** Fails what is still waited for: nothing more will come. */
    private void end(Throwable why) {
        ready.completeExceptionally(why);
        asked.values().forEach(answer -> answer.completeExceptionally(why));
    }

    private void read(BufferedReader fromMember) {
        try {
            for (String line = fromMember.readLine(); line != null; line = fromMember.readLine()) {
                take(line);
            }
        } catch (IOException gone) {
            end(gone);
        }
    }

    private void take(String line) {
        Matcher start = READY.matcher(line);
        if (start.matches()) {
            ready.complete(new Ports(number(start, 1), number(start, 2), number(start, 3)));
            return;
        }
        Matcher answer = ANSWER.matcher(line);
        CompletableFuture<String> waiting = answer.matches() ? asked.get(number(answer, 2)) : null;
        if (waiting != null && answer.group(1).equals("=")) {
            waiting.complete(answer.group(3).translateEscapes());
        } else if (waiting != null) {
            waiting.completeExceptionally(
                    new IllegalStateException(answer.group(3).translateEscapes()));
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
