package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the threads of a JVM allocated on the heap, as the JVM itself counts ({@code jcmd PID Thread.print -e}). */
final class HeapBytes {
    private static final Pattern ALLOCATED = Pattern.compile(" allocated=([0-9]+)([BKMG]) ");
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "K", 10, "M", 20, "G", 30);

    private HeapBytes() {}

    /** Of all threads that live since each began; negative where the JVM does not tell. */
    static long of(Contestant contestant, Path folder) throws IOException {
        return contestant.isJvm() ? of(jcmd(contestant, folder, "Thread.print", "-e")) : -1;
    }

    /** The same from what {@code jcmd} printed. Above 100 MiB it rounds to one. */
    static long of(String threads) {
        Matcher each = ALLOCATED.matcher(threads);
        long sum = -1;
        while (each.find()) {
            long bytes = Long.parseLong(each.group(1)) << SHIFTS.getOrDefault(each.group(2), 0);
            sum = Math.max(0, sum) + bytes;
        }
        return sum;
    }

    /** Asks a JVM. */
    static String jcmd(Contestant contestant, Path folder, String... words) throws IOException {
        String jcmd = Program.java().replaceAll("java$", "jcmd");
        List<String> command =
                new ArrayList<>(List.of(jcmd, Long.toString(contestant.program().pid())));
        command.addAll(List.of(words));
        return Tool.run(command, folder);
    }
}
