package io.modcluster.balancer.testkit.cluster;

import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** What members know, as they tell it to anybody who asks: for comparisons. Any thread. */
public final class Tables {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int SHOWN = 20;
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private Tables() {}

    /** The rows of INFO without the figures that are a member's own. */
    public static String of(MemberProcess member) {
        return new McmpClient(member.mcmp()).info().replaceAll(",(Elected|Read|Transfered|Connected): [0-9]+", "");
    }

    /** Whether all of these know the same. */
    public static boolean areEqual(List<MemberProcess> members) {
        return members.stream().map(Tables::of).distinct().count() == 1;
    }

    /** Waits until all of these know the same, and says how long that took. */
    public static Duration untilEqual(List<MemberProcess> members, Duration bound) {
        long start = System.nanoTime();
        try {
            await("equal tables").atMost(bound).pollInterval(POLL).until(() -> areEqual(members));
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("tables not equal within " + bound + ": " + differences(members), late);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Some rows that not all of these have. */
    private static String differences(List<MemberProcess> members) {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        members.forEach(member ->
                rows.put(member.name(), of(member).lines().collect(Collectors.toCollection(LinkedHashSet::new))));
        StringBuilder text = new StringBuilder();
        rows.forEach((name, own) -> text.append('\n')
                .append(name)
                .append(" alone has ")
                .append(own.stream()
                        .filter(row -> !rows.values().stream().allMatch(all -> all.contains(row)))
                        .limit(SHOWN)
                        .toList()));
        return text.toString();
    }

    /** How many rows begin with a word, such as {@code Node} or {@code Context}. */
    public static long rows(String table, String word) {
        return table.lines().filter(line -> line.startsWith(word + ": ")).count();
    }

    /** Status of {@code /health/ready}; −1 when there is no answer. */
    public static int readiness(MemberProcess member) {
        return status(member.manager(), "/health/ready");
    }

    /** Status of a GET at the traffic port; −1 when there is no answer. */
    public static int get(MemberProcess member, String path) {
        return status(member.traffic(), path);
    }

    private static int status(InetSocketAddress address, String path) {
        try (RawHttp http = RawHttp.connect(address)) {
            return http.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .read(ANSWER)
                    .status();
        } catch (IOException none) {
            return -1;
        }
    }
}
