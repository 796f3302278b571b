package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the replica over a restart: restores it from the file of {@code registry.snapshot}, and saves it there whenever it
 * changed. Nothing is written before something changed, so that an empty table never replaces a good file. Belongs to the
 * event loop of the registry; the file is read and written on worker threads, once at a time.
 */
final class Snapshot {
    /**
     * Pause between a change and the save. A process that is killed loses what it heard within this time, which nodes tell
     * again within their reporting period of 10 s; a disk is to write a megabyte or two in it, for a thousand nodes.
     */
    static final long PERIOD_MILLIS = 1_000;
    /** A disk that does not answer must not keep a balancer from stopping. */
    private static final long LAST_SAVE_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

    private final Vertx vertx;
    private final String option;
    private final Replica replica;
    private final LongSupplier wallMicros;
    private final long periodMillis;
    /** Entries of the file that are still to be looked at, and later those that only a later version understands. */
    private final Map<String, String> kept = new HashMap<>();

    private final Set<JvmRoute> restored = new TreeSet<>();
    private @Nullable SnapshotFile file;
    private @Nullable Future<?> saving;
    private long timer = -1;
    /** Changes count: the restore is over, and the stop has not begun. */
    private boolean listening;

    private boolean changed;
    private boolean failing;

    /**
     * A snapshot.
     *
     * @param option value of {@code registry.snapshot}; "" is none, and nothing of this does anything
     */
    Snapshot(Vertx vertx, String option, Replica replica, LongSupplier wallMicros) {
        this(vertx, option, replica, wallMicros, PERIOD_MILLIS);
    }

    Snapshot(Vertx vertx, String option, Replica replica, LongSupplier wallMicros, long periodMillis) {
        this.vertx = vertx;
        this.option = option;
        this.replica = replica;
        this.wallMicros = wallMicros;
        this.periodMillis = periodMillis;
    }

    /** Reads the file. Fails with a sentence for the operator when it cannot be read, or the next could not be written. */
    Future<Void> open() {
        if (option.isEmpty()) {
            return Future.succeededFuture();
        }
        Instant now = now();
        return vertx.executeBlocking(() -> SnapshotFile.open(option, now))
                .onSuccess(opened -> {
                    file = opened.file();
                    kept.putAll(opened.entries());
                })
                .mapEmpty();
    }

    /**
     * Merges what the file has into the replica, unless that knows any node by now: who is in the cluster already knows
     * better than an old file. Changes are saved from now on.
     */
    void restore() {
        listening = true;
        if (replica.keys().stream().anyMatch(key -> key.startsWith(TableEntries.NODE))) {
            kept.clear();
            changed();
        } else if (!kept.isEmpty()) {
            listening = false;
            merge();
            listening = true;
            LOG.info("snapshot restored file=\"{}\" nodes={} entries_kept={}", file, restored.size(), kept.size());
        }
    }

    private void merge() {
        kept.entrySet().removeIf(entry -> replica.merge(entry.getKey(), entry.getValue()));
        replica.settled();
        for (String key : replica.keys()) {
            Replica.Version version = replica.version(key);
            if (version != null && version.value() instanceof Node node && node.isRegistered()) {
                restored.add(node.route());
            }
        }
    }

    /** Nodes that are known from the file. */
    Set<JvmRoute> restored() {
        return Set.copyOf(restored);
    }

    /** A store that also has changes saved here. */
    NodeStore around(NodeStore store) {
        return new NodeStore() {
            @Override
            public void changed(String key) {
                store.changed(key);
                Snapshot.this.changed();
            }

            @Override
            public void forget(String key) {
                store.forget(key);
                Snapshot.this.changed();
            }

            @Override
            public Future<Void> flush() {
                return store.flush();
            }
        };
    }

    /** The replica changed. */
    void changed() {
        if (listening) {
            changed = true;
            saveSoon();
        }
    }

    private void saveSoon() {
        if (changed && listening && timer == -1 && saving == null) {
            timer = vertx.setTimer(periodMillis, over -> {
                timer = -1;
                save();
            });
        }
    }

    private Future<?> save() {
        SnapshotFile target = file;
        if (target == null) {
            return Future.succeededFuture();
        }
        changed = false;
        Map<String, String> entries = entries();
        Instant now = now();
        Future<Integer> running = vertx.executeBlocking(() -> {
            target.write(entries, now);
            return entries.size();
        });
        saving = running;
        return running.onComplete(done -> {
            saving = null;
            changed |= done.failed();
            saved(done.cause());
            saveSoon();
        });
    }

    private Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String key : replica.keys()) {
            Replica.Version version = replica.version(key);
            if (version != null) {
                entries.put(key, version.text());
            }
        }
        kept.keySet().removeAll(entries.keySet());
        entries.putAll(kept);
        return entries;
    }

    private void saved(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            LOG.warn(
                    "snapshot not saved, a restart would begin with an older one file=\"{}\" cause=\"{}\"",
                    file,
                    failure.toString());
        } else if (failure == null && failing) {
            LOG.info("snapshot saved again file=\"{}\"", file);
        }
        failing = failure != null;
    }

    /** Saves what changed since the last time, if a disk can do that soon, and lets others have the file. Never fails. */
    Future<Void> close() {
        SnapshotFile closing = file;
        if (closing == null) {
            return Future.succeededFuture();
        }
        listening = false;
        vertx.cancelTimer(timer);
        Future<?> before = saving == null ? Future.succeededFuture() : saving;
        return before.transform(done -> changed ? save() : Future.succeededFuture())
                .eventually(() -> vertx.executeBlocking(() -> {
                    closing.close();
                    return true;
                }))
                .timeout(LAST_SAVE_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(cause ->
                        LOG.warn("snapshot not saved at the stop file=\"{}\" cause=\"{}\"", closing, cause.toString()))
                .otherwiseEmpty()
                .mapEmpty();
    }

    private Instant now() {
        return Instant.EPOCH.plus(wallMicros.getAsLong(), ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
    }
}
