package io.modcluster.balancer.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * What a member has logged from some moment on.
 *
 * @param member whose log it is
 * @param from   lines that were there before
 */
public record MemberLog(MemberProcess member, int from) {
    /** From now on. */
    public static MemberLog fromNowOn(MemberProcess member) {
        return new MemberLog(member, all(member).size());
    }

    /** The lines. */
    public List<String> lines() {
        List<String> all = all(member);
        return all.subList(Math.min(from, all.size()), all.size());
    }

    /** How many lines contain a text. */
    public long count(String text) {
        return lines().stream().filter(line -> line.contains(text)).count();
    }

    /** Waits for a line that contains one of the texts, and says how long it took. */
    public Duration await(Duration bound, String... texts) {
        long start = System.nanoTime();
        String all = String.join(" | ", texts);
        Awaitility.await(member.name() + " logs " + all).atMost(bound).until(() -> lines().stream()
                .anyMatch(line -> List.of(texts).stream().anyMatch(line::contains)));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What needs somebody's attention, without what differs from line to line → how often. */
    public Map<String, Long> warnings() {
        return lines().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .map(line -> line.replaceFirst("^\\S+ ", "")
                        .replaceAll("\"[^\"]*\"", "…")
                        .replaceAll("[0-9]+", "#"))
                .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
    }

    private static List<String> all(MemberProcess member) {
        try {
            return Files.readAllLines(member.log());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
