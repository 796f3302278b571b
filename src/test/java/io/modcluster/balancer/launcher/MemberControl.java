package io.modcluster.balancer.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on stdin, each {@code number word rest}, are answered by one line on stdout: {@code = number answer}, or
 * {@code ! number reason}. The word {@code quit} and the end of stdin stop the member as SIGTERM does. Answers are escaped as
 * {@link String#translateEscapes} undoes it, so that one may have several lines.
 */
final class MemberControl implements StopSignal {
    private static final Logger log = LoggerFactory.getLogger(MemberControl.class);

    private final StopSignal signals;
    private final InputStream in;
    private final PrintWriter out;
    private final Map<String, MemberCommands.Command> commands;
    private final CountDownLatch asked = new CountDownLatch(1);

    MemberControl(StopSignal signals, InputStream in, PrintWriter out, Map<String, MemberCommands.Command> commands) {
        this.signals = signals;
        this.in = in;
        this.out = out;
        this.commands = commands;
    }

    @Override
    public void listen() {
        signals.listen();
        daemon("signals", this::awaitSignal);
        daemon("stdin", this::readLines);
    }

    @Override
    public void await() throws InterruptedException {
        asked.await();
    }

    private void awaitSignal() {
        try {
            signals.await();
            asked.countDown();
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    private void readLines() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                obey(line);
            }
            log.info("stopping: stdin has ended");
        } catch (IOException broken) {
            log.info("stopping: stdin is broken: {}", broken.toString());
        } finally {
            asked.countDown();
        }
    }

    private void obey(String line) {
        String[] words = line.split(" ", 3);
        String number = words[0];
        String word = words.length > 1 ? words[1] : "";
        if (word.equals("quit")) {
            answer("=", number, "bye");
            asked.countDown();
            return;
        }
        MemberCommands.Command command = commands.get(word);
        if (command == null) {
            answer("!", number, "unknown command: \"" + word + "\" (expected: quit, " + commands.keySet() + ")");
            return;
        }
        try {
            answer("=", number, command.answer(words.length > 2 ? words[2] : ""));
        } catch (Exception failed) {
            log.warn("command failed: {}", line, failed);
            answer("!", number, failed.toString());
        }
    }

    private void answer(String sign, String number, String text) {
        out.println(sign + " " + number + " "
                + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "member-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
