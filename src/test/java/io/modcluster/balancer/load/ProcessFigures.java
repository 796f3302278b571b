package io.modcluster.balancer.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux knows of a process. */
final class ProcessFigures {
    private static final int KIB = 1024;

    private ProcessFigures() {}

    /** Memory of it that is in use now, in bytes. */
    static long rss(long pid) {
        return status(pid, "VmRSS:");
    }

    /** The most that it ever was, in bytes. */
    static long peakRss(long pid) {
        return status(pid, "VmHWM:");
    }

    /** Open files and sockets. */
    static long files(long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long status(long pid, String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            String kib =
                    lines.filter(line -> line.startsWith(field)).findFirst().orElseThrow();
            return Long.parseLong(kib.replaceAll("[^0-9]", "")) * KIB;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
