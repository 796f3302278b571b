package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a JVM allocates, by its log of collections ({@code -Xlog:gc}): what the heap grew by between the end of one
 * collection and the begin of the next one. Nothing is asked of the JVM, so nothing is disturbed.
 */
final class GcLog {
    private static final Pattern COLLECTION = Pattern.compile("\\[([0-9.]+)s\\].* ([0-9]+)M->([0-9]+)M\\([0-9]+M\\).*");
    private static final double MIB = 1024 * 1024;

    /** Between two there is one whole interval. */
    private static final int FEWEST = 2;

    private final Path file;

    GcLog(Path file) {
        this.file = file;
    }

    /** The argument of the JVM. */
    String argument() {
        return "-Xlog:gc:file=" + file + ":uptime:filecount=0";
    }

    /** Lines up to now. */
    int mark() {
        return lines().size();
    }

    /** Bytes per second that were allocated since a mark, if there were collections enough to tell. */
    OptionalDouble bytesPerSecondSince(int mark) {
        List<String> lines = lines();
        return bytesPerSecond(lines.subList(Math.min(mark, lines.size()), lines.size()));
    }

    static OptionalDouble bytesPerSecond(List<String> lines) {
        double first = 0;
        double last = 0;
        long left = 0;
        long grown = 0;
        int count = 0;
        for (String line : lines) {
            Matcher collection = COLLECTION.matcher(line);
            if (!collection.matches()) {
                continue;
            }
            last = Double.parseDouble(collection.group(1));
            if (count++ == 0) {
                first = last;
            } else {
                grown += Math.max(0, Long.parseLong(collection.group(2)) - left);
            }
            left = Long.parseLong(collection.group(3));
        }
        return count < FEWEST || last <= first
                ? OptionalDouble.empty()
                : OptionalDouble.of(grown * MIB / (last - first));
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
