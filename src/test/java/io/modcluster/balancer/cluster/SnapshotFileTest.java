package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class SnapshotFileTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");
    private static final Map<String, String> ENTRIES = new LinkedHashMap<>();

    static {
        ENTRIES.put("table", "{\"generation\":17,\"v\":1}");
        ENTRIES.put("node:n1", "{\"jvmRoute\":\"n1\",\"later\":{\"deep\":[1,\"}}\"]},\"v\":1}");
        ENTRIES.put("node:ü\"", "{\"v\":1}");
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger(SnapshotFile.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private Path folder;
    private Path path;

    @BeforeEach
    void listen(@TempDir Path temporary) {
        folder = temporary;
        path = folder.resolve("nodes.json");
        log.start();
        // a line for each byte of a file
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void unlisten() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void what_was_written_is_read() throws IOException {
        assertThat(read()).isEmpty();
        write(ENTRIES);

        assertThat(read()).isEqualTo(ENTRIES);
        assertThat(names()).containsExactly("nodes.json", "nodes.json.lock");
        assertThat(log.list).isEmpty();
    }

    @Test
    void people_find_one_entry_on_each_line() throws IOException {
        write(ENTRIES);

        assertThat(Files.readString(path))
                .isEqualTo(
                        """
                        {"v":1,"saved":"2026-11-21T12:34:56Z","entries":{
                        "table":{"generation":17,"v":1},
                        "node:n1":{"jvmRoute":"n1","later":{"deep":[1,"}}"]},"v":1},
                        "node:ü\\"":{"v":1}
                        }}
                        """);
    }

    @Test
    void only_the_user_of_the_balancer_may_read_it() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX permissions");
        Files.createFile(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        write(ENTRIES);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_file_that_was_cut_anywhere_is_moved_aside_and_the_table_empty() throws IOException {
        write(ENTRIES);
        byte[] whole = Files.readAllBytes(path);
        Files.delete(path);

        // without its last byte, the end of the last line, nothing is missing
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThat(read()).as("the first %d bytes", length).isEmpty();

            Path aside = folder.resolve("nodes.json.corrupt-20261121123456");
            assertThat(aside).hasSize(length);
            assertThat(path).doesNotExist();
            Files.delete(aside);
        }
        Files.write(path, Arrays.copyOf(whole, whole.length - 1));
        assertThat(read()).isEqualTo(ENTRIES);
        assertThat(log.list).hasSize(whole.length - 1).allMatch(line -> line.getLevel() == Level.ERROR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"v\":2,\"entries\":{}} | version 2 (expected: 1)",
                "{\"entries\":{}} | version null (expected: 1)",
                "{\"v\":\"1\",\"entries\":{}} | version 1 (expected: 1)",
                "{\"v\":1} | no entries",
                "{\"v\":1,\"entries\":[]} | no entries",
                "{\"v\":1,\"entries\":{\"table\":7}} | entry table is no object",
                "{\"v\":1,\"entries\":{}} {} | token",
                "[] | decode",
                "null | JSON",
                "nodes: none | Unrecognized token"
            })
    void what_is_no_snapshot_is_moved_aside_with_one_line_that_says_why(String text, String reason) throws IOException {
        Files.writeString(path, text);

        assertThat(read()).isEmpty();
        assertThat(folder.resolve("nodes.json.corrupt-20261121123456")).hasContent(text);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getFormattedMessage())
                .contains("file=\"" + path + "\"", "moved_to=\"" + path + ".corrupt-20261121123456\"")
                .containsIgnoringCase(reason);
    }

    @Test
    void what_was_moved_aside_before_is_not_overwritten() throws IOException {
        for (String text : List.of("first", "second", "third")) {
            Files.writeString(path, text);
            assertThat(read()).isEmpty();
        }
        assertThat(folder.resolve("nodes.json.corrupt-20261121123456")).hasContent("first");
        assertThat(folder.resolve("nodes.json.corrupt-20261121123456-2")).hasContent("second");
        assertThat(folder.resolve("nodes.json.corrupt-20261121123456-3")).hasContent("third");
    }

    @Test
    void a_file_that_is_too_long_is_not_read() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(SnapshotFile.MAX_BYTES + 1);
        }
        assertThat(read()).isEmpty();
        assertThat(log.list.get(0).getFormattedMessage()).contains("268435457 bytes (expected: 1..268435456)");
    }

    @Test
    void what_a_crash_left_behind_is_written_over() throws IOException {
        Files.writeString(folder.resolve("nodes.json.tmp"), "half of it, and longer than what comes ".repeat(100));
        write(ENTRIES);
        assertThat(read()).isEqualTo(ENTRIES);
    }

    @Test
    void a_link_is_followed_and_kept() throws IOException {
        Path real = folder.resolve("real.json");
        Files.writeString(real, "{\"v\":1,\"entries\":{}}", StandardCharsets.UTF_8);
        Files.createSymbolicLink(path, real);
        write(ENTRIES);

        assertThat(path).isSymbolicLink();
        assertThat(Files.readString(real)).contains("generation");
    }

    @Test
    void a_second_balancer_with_the_same_file_is_refused_until_the_first_is_gone() throws IOException {
        SnapshotFile first = SnapshotFile.open(path.toString(), NOW).file();
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessage("registry.snapshot: \"" + path
                        + "\": another balancer uses it; give each balancer a registry.snapshot of its own");
        first.close();
        assertThat(read()).isEmpty();
    }

    @Test
    void a_path_that_cannot_work_is_told_at_the_start() {
        assertThatThrownBy(() -> SnapshotFile.open(folder + "/none/nodes.json", NOW))
                .hasMessageContaining("its directory does not exist; make it, or set another registry.snapshot");
        assertThatThrownBy(() -> SnapshotFile.open(folder.toString(), NOW)).hasMessageContaining("is no file");
        assertThatThrownBy(() -> SnapshotFile.open("/", NOW)).hasMessageContaining("is no file");
        assertThatThrownBy(() -> SnapshotFile.open("a\0b", NOW))
                .hasMessageContaining("registry.snapshot: \"a\\u0000b\" is no path");
    }

    @Test
    void a_directory_where_nothing_may_be_written_is_told_at_the_start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(folder), "needs a user whom permissions bind");
            assertThatThrownBy(this::read).hasMessageContaining("cannot write in its directory");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private Map<String, String> read() throws IOException {
        SnapshotFile.Opened opened = SnapshotFile.open(path.toString(), NOW);
        opened.file().close();
        return opened.entries();
    }

    private void write(Map<String, String> entries) throws IOException {
        SnapshotFile file = SnapshotFile.open(path.toString(), NOW).file();
        file.write(entries, NOW);
        file.close();
        log.list.clear();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
