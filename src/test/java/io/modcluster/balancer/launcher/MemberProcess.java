package io.modcluster.balancer.launcher;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A balancer in a JVM of its own that is a member of a cluster by itself, and what Linux knows of its sockets. */
final class MemberProcess implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private MemberProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it with the options, all its ports on 127.0.0.1, and waits until it is ready. */
    static MemberProcess start(Path folder, String... options) throws IOException {
        Path out = folder.resolve("out.log");
        Path err = folder.resolve("err.log");
        List<String> sets = Stream.concat(
                        Stream.of("traffic.host=127.0.0.1", "traffic.port=0", "mcmp.port=0", "manager.port=0"),
                        Arrays.stream(options))
                .flatMap(option -> Stream.of("--set", option))
                .toList();
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-Dlogback.configurationFile=logback.xml",
                                "-Dmarker=" + folder.resolve("marker"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "run"),
                        sets.stream())
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        MemberProcess member = new MemberProcess(process, out, err);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !process.isAlive() || read(out).contains("ready: "));
        if (!process.isAlive()) {
            throw new IllegalStateException(read(err));
        }
        return member;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it has logged. */
    String log() {
        return read(err);
    }

    /** The ports of its ready line. */
    Set<Integer> announcedPorts() {
        Set<Integer> ports = new TreeSet<>();
        for (String word : read(out).strip().split("[ :]+", -1)) {
            if (word.matches("[0-9]+")) {
                ports.add(Integer.valueOf(word));
            }
        }
        return ports;
    }

    /** Port → address in the hexadecimal of /proc, of the TCP sockets it listens with. */
    Map<Integer, String> listening() {
        Map<Integer, String> listening = new TreeMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            // state 0A is LISTEN
            rows(table).filter(row -> row[3].equals("0A")).forEach(row -> {
                String[] local = row[1].split(":", -1);
                listening.put(Integer.parseInt(local[1], 16), local[0]);
            });
        }
        return listening;
    }

    /** How many UDP sockets it has. */
    long udpSockets() {
        return rows("udp").count() + rows("udp6").count();
    }

    /** The rows of a table of sockets that are its own. */
    private Stream<String[]> rows(String table) {
        Set<String> own = inodes();
        return read(Path.of("/proc/net", table))
                .lines()
                .skip(1)
                .map(line -> line.strip().split(" +", -1))
                .filter(row -> own.contains(row[9]));
    }

    private Set<String> inodes() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return descriptors
                    .map(MemberProcess::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
