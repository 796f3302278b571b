package io.modcluster.balancer.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.AccessLogOptions;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by JUnit
class AccessLogTest {
    @TempDir
    Path folder;

    @Test
    void what_clients_wrote_is_clipped_before_it_waits() {
        AccessEntry entry = entry("/" + "a".repeat(10_000), "b".repeat(10_000), End.DONE, "");
        assertThat(entry.target()).hasSize(AccessEntry.MOST_CHARACTERS + 1);
        assertThat(entry.weight()).isLessThan(3 * AccessEntry.MOST_CHARACTERS);
    }

    @Test
    void long_lines_that_wait_are_few() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        AccessLog log = new AccessLog(new AccessLogOptions().setQueue(1_000_000), lines -> awaitQuietly(hold));
        for (int i = 0; i < 10_000; i++) {
            log.add(entry("/" + "a".repeat(10_000), "b".repeat(10_000), End.DONE, ""));
        }
        // 16 MiB of 4 KiB each, and those that are being written
        assertThat(log.dropped()).isBetween(4_000L, 7_000L);
        hold.countDown();
        log.end();
        log.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static AccessEntry entry(String target, String userAgent, End end, String reason) {
        return new AccessEntry(
                1_000_000_000_123L,
                "192.0.2.7",
                "GET",
                target,
                "HTTP/1.1",
                "shop.example",
                200,
                end,
                12,
                3456,
                null,
                userAgent,
                "n1",
                "mycluster",
                "/shop",
                "hit",
                1,
                12_345,
                1_002,
                -1,
                reason.isEmpty() ? null : reason,
                "id-1",
                null);
    }

    private static String line(AccessFormat format, AccessEntry entry) {
        StringBuilder line = new StringBuilder();
        format.append(line, entry);
        return line.toString();
    }

    @Test
    void a_combined_line_is_one_of_httpd_with_words_behind_it() {
        assertThat(line(AccessFormat.combined(ZoneOffset.UTC), entry("/shop/a", "curl/8", End.DONE, "")))
                .isEqualTo(
                        "192.0.2.7 - - [09/Sep/2001:01:46:40 +0000] \"GET /shop/a HTTP/1.1\" 200 3456 \"-\" \"curl/8\""
                                + " node=n1 context=/shop balancer=mycluster sticky=hit tries=1 total=12.345 connect=1.002 first=-"
                                + " in=12 end=done reason=- id=id-1 tls=- host=shop.example");
    }

    @Test
    void a_line_of_json_leaves_out_what_is_not_known() {
        JsonObject json =
                new JsonObject(line(AccessFormat.json(), entry("/a", "\"\\\u0007\u00e9", End.CUT, "no node up")));

        assertThat(json.getString("time")).isEqualTo("2001-09-09T01:46:40.123Z");
        assertThat(json.getString("userAgent")).isEqualTo("\"\\\u0007\u00e9");
        assertThat(json.getString("end")).isEqualTo("cut");
        assertThat(json.getString("reason")).isEqualTo("no node up");
        assertThat(json.getDouble("totalMillis")).isEqualTo(12.345);
        assertThat(json.fieldNames()).doesNotContain("firstByteMillis", "tls", "referer");
    }

    @Test
    @DisplayName("B-09: whatever a client sends, a line stays a line and a field a field")
    void b_09_no_control_bytes_in_a_line() {
        String evil = "a\" \r\n\u001b[31m\u0000\u00ff\\ 127.0.0.1 - - [";
        for (AccessFormat format : new AccessFormat[] {AccessFormat.combined(ZoneOffset.UTC), AccessFormat.json()}) {
            String line = line(format, entry(evil, evil, End.DONE, evil));
            assertThat(line.chars()).allMatch(c -> c >= 0x20 && c <= 0x7e);
        }
        assertThat(line(AccessFormat.combined(ZoneOffset.UTC), entry("/", evil, End.DONE, "")))
                .contains("\"a\\\" \\x0d\\x0a\\x1b[31m\\x00\\xff\\\\ 127.0.0.1 - - [\" node=");
        assertThat(line(AccessFormat.json(), entry("x".repeat(10_000), "", End.DONE, "")))
                .hasSizeLessThan(2600);
    }

    @Test
    void what_cannot_be_written_in_time_is_dropped_and_nobody_waits() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        List<String> written = new java.util.concurrent.CopyOnWriteArrayList<>();
        AccessLog log = new AccessLog(new AccessLogOptions().setQueue(100), lines -> {
            try {
                stuck.await();
            } catch (InterruptedException gone) {
                throw new java.io.IOException(gone);
            }
            written.add(lines.toString());
        });
        for (int i = 0; i < 10_000; i++) {
            log.add(entry("/" + i, "", End.DONE, ""));
        }
        assertThat(log.dropped()).isBetween(9_000L, 9_900L);

        stuck.countDown();
        log.end();
        log.join();
        assertThat(String.join("", written).lines().count() + log.dropped()).isEqualTo(10_000);
        assertThat(String.join("", written)).contains("GET /0 ");
    }

    @Test
    void a_file_that_was_renamed_is_made_anew() throws Exception {
        Path file = folder.resolve("access.log");
        Path old = folder.resolve("access.log.1");
        AccessLog log = new AccessLog(new AccessLogOptions(), new LineSink.AppendedFile(file));
        log.add(entry("/first", "", End.DONE, ""));
        await().until(() -> Files.exists(file) && Files.size(file) > 0);
        Files.move(file, old);

        await().atMost(Duration.ofSeconds(5)).until(() -> {
            log.add(entry("/second", "", End.DONE, ""));
            return Files.exists(file) && Files.size(file) > 0;
        });
        log.end();
        log.join();
        assertThat(Files.readString(old)).contains("/first").endsWith("\n");
        assertThat(Files.readString(file)).contains("/second").doesNotContain("/first");
    }

    @Test
    void a_file_that_cannot_be_written_costs_lines_and_nothing_else() throws Exception {
        Path nowhere = folder.resolve("none").resolve("access.log");
        AccessLog log = new AccessLog(new AccessLogOptions(), new LineSink.AppendedFile(nowhere));
        log.add(entry("/lost", "", End.DONE, ""));
        await().until(() -> log.dropped() == 1);

        Files.createDirectory(folder.resolve("none"));
        log.add(entry("/kept", "", End.DONE, ""));
        log.end();
        log.join();
        assertThat(Files.readString(nowhere)).contains("/kept");
    }
}
