package io.modcluster.balancer.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link SharedTable} and this member's replica merged: what changes here is written by compare-and-set until the
 * table has it, what others wrote is merged when they say so, and every few seconds everything is compared. Of one entry at
 * most one write is under way, and it writes what the entry is by then: however often an entry changes, a slow table sees
 * the last of it.
 */
final class SharedMapNodeStore implements NodeStore {
    /** A call that fails may hold a thread of the worker pool for seconds, and others need that pool too. */
    static final int MAX_WRITES = 8;

    static final int MAX_READS = 4;
    /** More entries than this that are to be read are cheaper as one comparison of everything. */
    private static final int MAX_UNREAD = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SharedMapNodeStore.class);

    private final SharedTable table;
    private final Replica replica;
    private final Consumer<String> notice;
    /** What the table has, as far as known. */
    private final Map<String, String> seen = new HashMap<>();

    private final LinkedHashSet<String> dirty = new LinkedHashSet<>();
    private final Set<String> writing = new HashSet<>();
    /** Entries that others changed. */
    private final LinkedHashSet<String> unread = new LinkedHashSet<>();

    private final Set<String> reading = new HashSet<>();
    /** Entries that could not be read: they are another's, and not written over. */
    private final Set<String> unreadable = new HashSet<>();

    private final List<Promise<Void>> flushes = new ArrayList<>();
    private @Nullable Future<Void> synchronizing;
    /** The last call failed: one at a time until one succeeds. */
    private boolean failing;

    /**
     * A store on a table.
     *
     * @param notice tells the other members that an entry changed; may get lost
     */
    SharedMapNodeStore(SharedTable table, Replica replica, Consumer<String> notice) {
        this.table = table;
        this.replica = replica;
        this.notice = notice;
    }

    /** Takes over all that the table has; how many entries. Fails when it cannot be read, and may be called again then. */
    Future<Integer> open() {
        return synchronize().map(done -> seen.size());
    }

    @Override
    public void changed(String key) {
        dirty.add(key);
        write();
    }

    /** Another member says that it changed an entry. */
    void heard(String key) {
        unread.add(key);
        if (unread.size() > MAX_UNREAD) {
            unread.clear();
            synchronize();
        } else {
            read();
        }
    }

    private void read() {
        while (reading.size() < (failing ? 1 : MAX_READS)) {
            String key = firstOf(unread, reading);
            if (key == null) {
                return;
            }
            unread.remove(key);
            reading.add(key);
            table.get(key).onComplete(read -> {
                reading.remove(key);
                worked(read.cause());
                if (read.succeeded() && read.result() != null) {
                    meet(key, read.result());
                    replica.settled();
                }
                read();
            });
        }
    }

    /** Compares everything with everything. May be called at any time; fails when the table cannot be read. */
    Future<Void> synchronize() {
        if (synchronizing == null) {
            Future<Void> running = table.all().map(all -> {
                compare(all);
                return null;
            });
            synchronizing = running;
            running.onComplete(done -> {
                synchronizing = null;
                worked(done.cause());
                write();
            });
            return running;
        }
        return synchronizing;
    }

    @Override
    public void forget(String key) {
        String known = seen.remove(key);
        dirty.remove(key);
        if (known != null) {
            table.remove(key, known).onFailure(this::worked);
        }
    }

    /** Tries again what failed. To be called every second or so. */
    void tick() {
        write();
    }

    @Override
    public Future<Void> flush() {
        if (dirty.isEmpty() && writing.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> flushed = Promise.promise();
        flushes.add(flushed);
        write();
        return flushed.future();
    }

    private void compare(Map<String, String> all) {
        all.forEach(this::meet);
        seen.keySet().retainAll(all.keySet());
        unreadable.retainAll(all.keySet());
        for (String key : replica.keys()) {
            if (!all.containsKey(key)) {
                dirty.add(key);
            }
        }
        replica.settled();
    }

    /** The table has this text. */
    private void meet(String key, String text) {
        seen.put(key, text);
        Replica.Version mine = replica.version(key);
        if (mine != null && mine.text().equals(text)) {
            // also where a write timed out and worked nevertheless
            unreadable.remove(key);
            replica.committed(key, mine);
            return;
        }
        if (!replica.merge(key, text)) {
            unreadable.add(key);
            return;
        }
        unreadable.remove(key);
        Replica.Version merged = replica.version(key);
        if (merged == null) {
            // over: whoever finds it takes it away
            forget(key);
        } else if (!merged.text().equals(text)) {
            changed(key);
        } else {
            replica.committed(key, merged);
        }
    }

    private void write() {
        int most = failing ? 1 : MAX_WRITES;
        while (!dirty.isEmpty() && writing.size() < most) {
            String key = firstOf(dirty, writing);
            if (key == null) {
                return;
            }
            dirty.remove(key);
            if (unreadable.contains(key) && !isReadable(key)) {
                continue;
            }
            Replica.Version version = replica.version(key);
            if (version == null || version.text().equals(seen.get(key))) {
                continue;
            }
            writing.add(key);
            write(key, version);
        }
        if (dirty.isEmpty() && writing.isEmpty()) {
            List<Promise<Void>> waiting = List.copyOf(flushes);
            flushes.clear();
            waiting.forEach(Promise::tryComplete);
        }
    }

    /** There may have been no room for it before. */
    private boolean isReadable(String key) {
        String text = seen.get(key);
        if (text != null && !replica.merge(key, text)) {
            return false;
        }
        unreadable.remove(key);
        return true;
    }

    /** The first that is not under way: of one entry never two calls are. */
    private static @Nullable String firstOf(Set<String> waiting, Set<String> underWay) {
        for (String key : waiting) {
            if (!underWay.contains(key)) {
                return key;
            }
        }
        return null;
    }

    private void write(String key, Replica.Version version) {
        String expected = seen.get(key);
        Future<Boolean> written = expected == null
                ? table.putIfAbsent(key, version.text())
                : table.replace(key, expected, version.text());
        written.compose(done -> done ? Future.succeededFuture(version.text()) : table.get(key))
                .onComplete(there -> {
                    writing.remove(key);
                    worked(there.cause());
                    if (there.failed()) {
                        // the table may or may not have it by now: a comparison tells; until then the next tick tries
                        dirty.add(key);
                        return;
                    }
                    String text = there.result();
                    if (version.text().equals(text)) {
                        committed(key, version);
                    } else if (text == null) {
                        seen.remove(key);
                        dirty.add(key);
                    } else {
                        meet(key, text);
                        replica.settled();
                    }
                    write();
                });
    }

    private void committed(String key, Replica.Version version) {
        seen.put(key, version.text());
        replica.committed(key, version);
        notice.accept(key);
        Replica.Version now = replica.version(key);
        if (now != null && !now.text().equals(version.text())) {
            dirty.add(key);
        }
    }

    private void worked(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            LOG.warn("shared table not reachable, going on with what is known here cause=\"{}\"", failure.toString());
        } else if (failure == null && failing) {
            LOG.info("shared table reachable again, {} entries to write", dirty.size());
        }
        failing = failure != null;
    }
}
