package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** When the file is written, and what of it is taken over. */
class SnapshotTest {
    private static final long PERIOD_MILLIS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Entries entries = new Entries();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Snapshot.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private Path folder;
    private Path path;

    /** A replica that counts how often it was read as a whole, which is once for each save. */
    private static final class Entries implements Replica {
        private final Map<String, String> texts = new TreeMap<>();
        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public Collection<String> keys() {
            reads.incrementAndGet();
            return List.copyOf(texts.keySet());
        }

        @Override
        public @Nullable Version version(String key) {
            String text = texts.get(key);
            return text == null ? null : new Version(text, text);
        }

        @Override
        public boolean merge(String key, String text) {
            if (text.contains("\"v\":1")) {
                texts.put(key, text);
                return true;
            }
            return false;
        }

        @Override
        public void committed(String key, Version version) {
            // nobody is told
        }

        @Override
        public void settled() {
            // nobody is told
        }
    }

    @BeforeEach
    void listen(@TempDir Path temporary) {
        folder = temporary;
        path = folder.resolve("nodes.json");
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void close() throws Exception {
        logger.detachAppender(log);
        logger.setLevel(null);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void nothing_is_written_before_something_changed() throws Exception {
        String good = "{\"v\":1,\"entries\":{\"node:n1\":{\"v\":1}}}";
        Files.writeString(path, good);
        Snapshot snapshot = opened();
        onLoop(snapshot::close);

        assertThat(path).hasContent(good);
    }

    @Test
    void changes_are_saved_together() throws Exception {
        Snapshot snapshot = opened();
        int before = entries.reads.get();
        for (int i = 0; i < 1_000; i++) {
            change(snapshot, "node:n" + i % 10);
        }
        await().untilAsserted(() -> assertThat(path).exists().content().contains("node:n9"));
        assertThat(entries.reads.get() - before).isEqualTo(1);

        change(snapshot, "node:late");
        await().untilAsserted(() -> assertThat(path).content().contains("node:late"));
        assertThat(entries.reads.get() - before).isEqualTo(2);
        onLoop(snapshot::close);
        assertThat(entries.reads.get() - before).as("nothing changed since").isEqualTo(2);
    }

    @Test
    void what_changed_last_is_saved_at_the_stop_and_the_file_free_then() throws Exception {
        Snapshot snapshot = opened();
        change(snapshot, "node:n1");
        onLoop(snapshot::close);
        assertThat(path).content().contains("node:n1");

        entries.texts.clear();
        onLoop(opened()::close);
        assertThat(entries.texts).containsOnlyKeys("node:n1");
    }

    @Test
    void a_disk_that_fails_is_told_once_and_so_is_its_recovery() throws Exception {
        Snapshot snapshot = opened();
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);
        int before = entries.reads.get();
        change(snapshot, "node:n1");
        await().until(() -> entries.reads.get() - before >= 3);

        Files.move(away, folder);
        await().untilAsserted(() -> assertThat(log.list).hasSize(2));
        onLoop(snapshot::close);
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(log.list.get(0).getFormattedMessage()).contains("snapshot not saved", path.toString());
        assertThat(path).content().contains("node:n1");
    }

    @Test
    void who_knows_nodes_already_knows_better_than_the_file() throws Exception {
        Files.writeString(path, "{\"v\":1,\"entries\":{\"node:old\":{\"v\":1}}}");
        entries.texts.put("node:n1", "{\"v\":1}");
        Snapshot snapshot = opened();

        assertThat(entries.texts).containsOnlyKeys("node:n1");
        onLoop(snapshot::close);
        assertThat(path).content().contains("node:n1").doesNotContain("node:old");
    }

    @Test
    void an_entry_of_a_later_version_stays_in_the_file_until_there_is_a_newer_one() throws Exception {
        String later = "\"node:later\":{\"v\":2,\"more\":[true]}";
        Files.writeString(path, "{\"v\":1,\"entries\":{" + later + ",\"node:n1\":{\"v\":1}}}");
        Snapshot snapshot = opened();
        assertThat(entries.texts).containsOnlyKeys("node:n1");
        change(snapshot, "node:n2");
        await().untilAsserted(() -> assertThat(path).content().contains("node:n2", "node:n1", later));

        change(snapshot, "node:later");
        onLoop(snapshot::close);
        assertThat(path).content().contains("\"node:later\":{\"v\":1").doesNotContain(later);
    }

    @Test
    void without_a_file_nothing_happens() throws Exception {
        Snapshot snapshot = new Snapshot(vertx, "", entries, () -> 0);
        onLoop(snapshot::open);
        onLoop(() -> {
            snapshot.restore();
            return Future.succeededFuture();
        });
        change(snapshot, "node:n1");
        onLoop(snapshot::close);
        assertThat(log.list).isEmpty();
        assertThat(files()).isEmpty();
    }

    private Snapshot opened() throws Exception {
        Snapshot snapshot = new Snapshot(vertx, path.toString(), entries, () -> 0, PERIOD_MILLIS);
        onLoop(snapshot::open);
        onLoop(() -> {
            snapshot.restore();
            return Future.succeededFuture();
        });
        log.list.clear();
        return snapshot;
    }

    private void change(Snapshot snapshot, String key) throws Exception {
        onLoop(() -> {
            entries.texts.put(key, "{\"v\":1}");
            snapshot.around(new LocalNodeStore(entries)).changed(key);
            return Future.succeededFuture();
        });
    }

    private void onLoop(Supplier<Future<?>> action) throws Exception {
        Promise<Object> done = Promise.promise();
        loop.runOnContext(run -> action.get().<Object>mapEmpty().onComplete(done));
        done.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
