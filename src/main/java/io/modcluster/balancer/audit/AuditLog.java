package io.modcluster.balancer.audit;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The last things that were said to one balancer or done at it, and what other members told of theirs: rings, the oldest goes
 * first. They are bounded in records and in characters. A peer that is refused again and again takes a tenth of one at most. May be used from any thread.
 */
public final class AuditLog implements Shareable {
    /** Room until {@link #resize} says otherwise. */
    static final int DEFAULT_SIZE = 10_000;

    /** The share of refusals. */
    private static final int REFUSED = 10;

    private static final int MAX_TOLD = 1_000;
    private static final int MAX_ID = 120;

    private final RecordRing<Numbered> records = new RecordRing<>(Numbered::record, DEFAULT_SIZE);
    private final RecordRing<Numbered> refusals = new RecordRing<>(Numbered::record, DEFAULT_SIZE / REFUSED);
    /** Intents whose records say more than their events will. */
    private final LinkedHashSet<String> told = new LinkedHashSet<>();

    private String member = "";
    private long number;

    private final RecordRing<Heard> heard = new RecordRing<>(Heard::record, DEFAULT_SIZE);
    private final RecordRing<Heard> heardRefusals = new RecordRing<>(Heard::record, DEFAULT_SIZE / REFUSED);
    private volatile Consumer<JsonObject> listener = added -> {};

    private record Numbered(long number, AuditRecord record) {}

    private record Heard(String member, long number, AuditRecord record) {}

    /** An empty one. */
    public AuditLog() {}

    /** The audit of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static AuditLog of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, AuditLog>getLocalMap(prefix + ".audit")
                .computeIfAbsent("log", key -> new AuditLog());
    }

    /**
     * Says how much it keeps, and for whom.
     *
     * @param name  of this member in the cluster
     * @param most  records of {@value RecordRing#MEAN_LENGTH} characters on average; 0 keeps none
     */
    public synchronized void resize(String name, int most) {
        member = name;
        records.resize(most);
        refusals.resize(most / REFUSED);
        heard.resize(most);
        heardRefusals.resize(most / REFUSED);
    }

    /** Keeps one more. */
    public void add(AuditRecord record) {
        JsonObject told;
        synchronized (this) {
            (record.refused().isEmpty() ? records : refusals).add(new Numbered(++number, record));
            told = record.toJson(member, number);
        }
        listener.accept(told);
    }

    /** Has this told each record that is added from now on, on the thread that adds it. */
    public void onAdd(Consumer<JsonObject> told) {
        listener = told;
    }

    /** Another member told a record of its own; what is none is passed over. */
    public void heard(JsonObject told) {
        String id = told.getValue("id") instanceof String text ? text : "";
        int colon = id.lastIndexOf(':');
        if (colon < 1 || id.length() > MAX_ID || !id.substring(colon + 1).matches("[0-9]{1,18}")) {
            return;
        }
        AuditRecord.of(told).ifPresent(record -> {
            synchronized (this) {
                (record.refused().isEmpty() ? heard : heardRefusals)
                        .add(new Heard(id.substring(0, colon), Long.parseLong(id.substring(colon + 1)), record));
            }
        });
    }

    /** This intent gets a record that says who stated it: its event needs none. */
    public synchronized void tells(String target, String note) {
        told.add(target + '|' + note);
        if (told.size() > MAX_TOLD) {
            told.remove(told.iterator().next());
        }
    }

    /** Whether this intent has a record of its own, asked once for each event. */
    public synchronized boolean hasTold(String target, String note) {
        return told.remove(target + '|' + note);
    }

    /** How many it keeps now. */
    public synchronized int size() {
        return records.size() + refusals.size();
    }

    /** How many there ever were. */
    public synchronized long total() {
        return number;
    }

    /** The newest {@code most} of what other members told that {@code wanted} admits, as JSON, the newest first by its time. */
    public List<JsonObject> newestHeard(int most, Predicate<AuditRecord> wanted) {
        List<Heard> all = new ArrayList<>();
        synchronized (this) {
            heard.newestFirst().forEachRemaining(all::add);
            heardRefusals.newestFirst().forEachRemaining(all::add);
        }
        // clocks of members differ, and whoever asks for the next page names a time
        return all.stream()
                .filter(one -> wanted.test(one.record))
                .sorted(Comparator.<Heard>comparingLong(one -> one.record.millis())
                        .reversed())
                .limit(most)
                .map(one -> one.record.toJson(one.member, one.number))
                .toList();
    }

    /** The newest {@code most} of those that {@code wanted} admits, as JSON, the newest first. */
    public List<JsonObject> newest(int most, Predicate<AuditRecord> wanted) {
        List<JsonObject> found = new ArrayList<>();
        List<Numbered> all;
        String name;
        synchronized (this) {
            all = merged();
            name = member;
        }
        for (Numbered numbered : all) {
            if (found.size() == most) {
                break;
            }
            if (wanted.test(numbered.record())) {
                found.add(numbered.record().toJson(name, numbered.number()));
            }
        }
        return found;
    }

    private List<Numbered> merged() {
        List<Numbered> all = new ArrayList<>(records.size() + refusals.size());
        Iterator<Numbered> good = records.newestFirst();
        Iterator<Numbered> bad = refusals.newestFirst();
        Numbered one = next(good);
        Numbered other = next(bad);
        while (one.number() > 0 || other.number() > 0) {
            if (one.number() > other.number()) {
                all.add(one);
                one = next(good);
            } else {
                all.add(other);
                other = next(bad);
            }
        }
        return all;
    }

    /** The next one, or one without number at the end. */
    private static Numbered next(Iterator<Numbered> from) {
        return from.hasNext() ? from.next() : END;
    }

    private static final Numbered END =
            new Numbered(0, AuditRecord.done(0, AuditRecord.Kind.BALANCER, "", Actor.NOBODY, "", "", List.of()));
}
