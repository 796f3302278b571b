package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.domain.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The file of people who may log in. A line for each: {@code NAME:viewer:HASH} or {@code NAME:operator:HASH}, the hash one of
 * {@link PasswordHash}; empty lines and lines that begin with {@code #} are passed over. It is read at the start.
 */
final class UsersFile {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9@._-]{1,63}");

    private UsersFile() {}

    /** One of the people. */
    record User(Role role, PasswordHash hash) {}

    /** Reads it, blocking; fails with {@link IllegalArgumentException}, all problems in it at once. */
    static Map<String, User> read(Path file) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "manager.users: " + file + " is longer than " + MAX_BYTES + " bytes");
            }
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("manager.users: " + file + " cannot be read: " + unreadable, unreadable);
        }
        return parse(lines, file.toString());
    }

    static Map<String, User> parse(List<String> lines, String origin) {
        Map<String, User> users = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    add(line, users);
                } catch (IllegalArgumentException wrong) {
                    problems.add("manager.users: " + origin + ":" + (i + 1) + ": " + wrong.getMessage());
                }
            }
        }
        if (users.isEmpty() && problems.isEmpty()) {
            problems.add("manager.users: " + origin + ": nobody is in it (expected: a line NAME:ROLE:HASH for each)");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return users;
    }

    private static void add(String line, Map<String, User> users) {
        int first = line.indexOf(':');
        int second = line.indexOf(':', first + 1);
        if (first < 0 || second < 0) {
            throw new IllegalArgumentException("no user (expected: NAME:ROLE:HASH)");
        }
        String name = line.substring(0, first);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name " + Quoted.of(name) + " (expected: 1..63 characters of A-Z a-z 0-9 @ . _ -)");
        }
        String role = line.substring(first + 1, second);
        User user = new User(
                Role.of(role)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "role " + Quoted.of(role) + " (expected: viewer or operator)")),
                PasswordHash.parse(line.substring(second + 1)));
        if (users.putIfAbsent(name, user) != null) {
            throw new IllegalArgumentException("name " + Quoted.of(name) + " (expected: each once)");
        }
    }
}
