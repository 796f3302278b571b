package io.modcluster.balancer.manager.observe;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The last events, each with a number that a reader can go on from. What comes twice, as after a split, is kept once. May be
 * used from any thread.
 */
final class EventFeed implements Shareable {
    static final int DEFAULT_SIZE = 1_000;
    /** Whose numbers these are: those of an earlier run mean nothing here. */
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private int size = DEFAULT_SIZE;
    private long number;

    /**
     * One event.
     *
     * @param number  1 for the first of this run
     * @param eventId of the event itself
     */
    record Entry(String run, long number, String eventId, String type, JsonObject event, String json) {
        /** What {@code Last-Event-ID} is to say to go on after it. */
        String id() {
            return run + "-" + number;
        }
    }

    static EventFeed of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, EventFeed>getLocalMap(prefix + ".feed")
                .computeIfAbsent("events", key -> new EventFeed());
    }

    synchronized void resize(int most) {
        size = most;
        trim();
    }

    /** Keeps an event, unless it is known. */
    synchronized Optional<Entry> add(JsonObject event) {
        String eventId = event.getString("id", "");
        if (!eventId.isEmpty() && !known.add(eventId)) {
            return Optional.empty();
        }
        Entry entry = new Entry(run, ++number, eventId, event.getString("type", "message"), event, event.encode());
        entries.addLast(entry);
        trim();
        return Optional.of(entry);
    }

    private void trim() {
        while (entries.size() > size) {
            known.remove(entries.removeFirst().eventId());
        }
    }

    /** What came after the event of this id; empty when that is not of this run, or too long ago to know all since. */
    synchronized Optional<List<Entry>> after(String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0 || !id.substring(0, dash).equals(run)) {
            return Optional.empty();
        }
        long last;
        try {
            last = Long.parseLong(id.substring(dash + 1));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
        long first = entries.isEmpty() ? number + 1 : entries.getFirst().number();
        if (last < first - 1 || last > number) {
            return Optional.empty();
        }
        return Optional.of(
                entries.stream().filter(entry -> entry.number() > last).toList());
    }

    /** All that it keeps, the oldest first. */
    synchronized List<Entry> all() {
        return new ArrayList<>(entries);
    }

    /** Id of the newest one, of none when there is none yet. */
    synchronized String newest() {
        return run + "-" + number;
    }
}
