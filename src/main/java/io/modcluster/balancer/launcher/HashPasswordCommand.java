package io.modcluster.balancer.launcher;

import io.modcluster.balancer.manager.access.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hash-password}: what the file of users of the manager has instead of a password. */
@Command(
        name = "hash-password",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description =
                "Reads a password, unseen from a terminal or one line from the standard input, and writes its hash for manager.users, whose"
                        + " lines are NAME:viewer:HASH or NAME:operator:HASH.")
final class HashPasswordCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        // the password is never an argument: those are seen by everybody on the machine
        char[] password = read();
        if (password.length == 0) {
            throw new ManagerCallFailure("password: nothing was read (expected: one line on the standard input)");
        }
        try {
            Main.out(spec).println(PasswordHash.of(password).text());
        } catch (IllegalArgumentException tooLong) {
            throw new ManagerCallFailure(String.valueOf(tooLong.getMessage()));
        }
        Main.out(spec).flush();
        return Main.OK;
    }

    /** At a terminal unseen, and twice: nobody sees a slip. */
    private static char[] read() throws IOException {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(HashPasswordCommand::isTerminal);
        if (terminal.isPresent()) {
            char[] first = entered(terminal.get(), "Password: ");
            if (!Arrays.equals(first, entered(terminal.get(), "Again: "))) {
                throw new ManagerCallFailure("password: not the same twice (expected: the same)");
            }
            return first;
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        return line == null ? new char[0] : line.toCharArray();
    }

    /** From Java 22 on there is a console where there is no terminal, and a method that tells them apart. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException earlierJava) {
            return true;
        }
    }

    private static char[] entered(Console terminal, String prompt) {
        char[] entered = terminal.readPassword(prompt);
        return entered == null ? new char[0] : entered;
    }
}
