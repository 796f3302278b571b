package io.modcluster.balancer.domain.routing;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some of the contexts of a {@link ContextIndex}: an open-addressing table from host and path to route. Immutable: an
 * {@link Editor} copies what it touches of three arrays.
 *
 * <p>Hashes and texts stand in arrays of their own: with ten thousand contexts a lookup waits for memory and for nothing else,
 * and so no object is read but the route that is found.
 */
final class ContextShard {
    static final ContextShard EMPTY = new ContextShard(new long[8], new Route[8], new byte[0], 0, 0);

    /** Texts of removed contexts stay where they are until they are as much as this and half of all. */
    private static final int TOLERATED_WASTE = 512;

    private static final int HEADER = 6;

    /**
     * 0 for a free slot, else the hash above and, below, where its text begins. Power of two, at most half full; linear
     * probing.
     */
    private final long[] entries;
    /** By slot. */
    private final @Nullable Route[] routes;
    /**
     * For each context how many bytes it takes, how many characters its host has and how many itself, two bytes each; then
     * the characters of both.
     */
    private final byte[] texts;

    private final int size;
    /** How much of {@link #texts} belongs to contexts that are there. */
    private final int textInUse;

    private ContextShard(long[] entries, @Nullable Route[] routes, byte[] texts, int size, int textInUse) {
        this.entries = entries;
        this.routes = routes;
        this.texts = texts;
        this.size = size;
        this.textInUse = textInUse;
    }

    /**
     * The route of {@code host} from {@code hostStart} on and the first {@code length} characters of {@code path}, or null.
     *
     * @param hash of one after the other, never 0
     */
    @Nullable
    Route get(int hash, String host, int hostStart, String path, int length) {
        int slot = slotOf(entries, texts, hash, host, hostStart, path, length);
        return slot < 0 ? null : routes[slot];
    }

    Editor edit() {
        return new Editor(this);
    }

    void forEach(Consumer<Route> action) {
        for (Route route : routes) {
            if (route != null) {
                action.accept(route);
            }
        }
    }

    /** Divides the contexts into those whose hash has none of these bits and the others. */
    ContextShard[] split(int bits) {
        Editor without = EMPTY.edit();
        Editor with = EMPTY.edit();
        for (int slot = 0; slot < entries.length; slot++) {
            if (entries[slot] != 0) {
                int hash = (int) (entries[slot] >>> 32);
                ((hash & bits) == 0 ? without : with).take(hash, texts, (int) entries[slot], routes[slot]);
            }
        }
        return new ContextShard[] {without.done(), with.done()};
    }

    private static int slotOf(
            long[] entries, byte[] texts, int hash, String host, int hostStart, String path, int length) {
        int mask = entries.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            long entry = entries[slot];
            if (entry == 0) {
                return -1;
            }
            if ((int) (entry >>> 32) == hash && isAt(texts, (int) entry, host, hostStart, path, length)) {
                return slot;
            }
        }
    }

    private static boolean isAt(byte[] texts, int start, String host, int hostStart, String path, int length) {
        if (PackedText.number(texts, start + 2) != host.length() - hostStart
                || PackedText.number(texts, start + 4) != length) {
            return false;
        }
        int end = PackedText.endOf(texts, start + HEADER, host, hostStart, host.length());
        return end >= 0 && PackedText.endOf(texts, end, path, 0, length) >= 0;
    }

    /** The context is not there yet. */
    private static void put(long[] entries, @Nullable Route[] routes, long entry, @Nullable Route route) {
        int mask = entries.length - 1;
        int slot = (int) (entry >>> 32) & mask;
        while (entries[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        entries[slot] = entry;
        routes[slot] = route;
    }

    private static int roomFor(String host, String context) {
        return HEADER + PackedText.bytesOf(host) + PackedText.bytesOf(context);
    }

    /** Changes copies, made when they are needed first. Belongs to one thread. */
    static final class Editor {
        private final ContextShard original;
        private long[] entries;
        private @Nullable Route[] routes;
        private byte[] texts;
        private int size;
        private int textInUse;
        private int textEnd;

        private Editor(ContextShard original) {
            this.original = original;
            entries = original.entries;
            routes = original.routes;
            texts = original.texts;
            size = original.size;
            textInUse = original.textInUse;
            textEnd = texts.length;
        }

        /** The route of exactly this context of this host, or null. */
        @Nullable
        Route get(int hash, String host, String context) {
            int slot = slotOf(hash, host, context);
            return slot < 0 ? null : routes[slot];
        }

        /** Whether the context was not there before. */
        boolean put(int hash, String host, Route route) {
            int slot = slotOf(hash, host, route.context());
            if (slot >= 0) {
                ownRoutes();
                routes[slot] = route;
                return false;
            }
            String context = route.context();
            int start = add(hash, roomFor(host, context), route);
            PackedText.write(texts, start + 2, host.length());
            PackedText.write(texts, start + 4, context.length());
            PackedText.write(texts, PackedText.write(texts, start + HEADER, host), context);
            return true;
        }

        /** Whether the context was there. */
        boolean remove(int hash, String host, String context) {
            int hole = slotOf(hash, host, context);
            if (hole < 0) {
                return false;
            }
            ownEntries();
            int mask = entries.length - 1;
            entries[hole] = 0;
            routes[hole] = null;
            // close the gap: whatever was pushed past the hole by a collision moves back (Knuth, TAOCP 6.4, algorithm
            // R)
            for (int i = (hole + 1) & mask; entries[i] != 0; i = (i + 1) & mask) {
                long entry = entries[i];
                Route route = routes[i];
                entries[i] = 0;
                routes[i] = null;
                ContextShard.put(entries, routes, entry, route);
            }
            size--;
            textInUse -= roomFor(host, context);
            return true;
        }

        /** The changed shard; the original if nothing was changed. */
        ContextShard done() {
            if (routes == original.routes) {
                return original;
            }
            if (textEnd - textInUse > TOLERATED_WASTE + textInUse) {
                compact();
            } else if (textEnd < texts.length) {
                texts = Arrays.copyOf(texts, textEnd);
            }
            return new ContextShard(entries, routes, texts, size, textInUse);
        }

        private int slotOf(int hash, String host, String context) {
            return ContextShard.slotOf(entries, texts, hash, host, 0, context, context.length());
        }

        private void take(int hash, byte[] from, int start, @Nullable Route route) {
            int room = PackedText.number(from, start);
            int to = add(hash, room, route);
            System.arraycopy(from, start, texts, to, room);
        }

        /** Makes room for a text; returns where it is to be written. */
        private int add(int hash, int room, @Nullable Route route) {
            if ((size + 1) * 2 > entries.length) {
                grow();
            } else {
                ownEntries();
            }
            int start = textEnd;
            textEnd += room;
            if (textEnd > texts.length || texts == original.texts) {
                // room for some more, since commands come with several contexts; what is left over is cut off at the
                // end
                texts = Arrays.copyOf(texts, textEnd + Math.min(textEnd, TOLERATED_WASTE));
            }
            PackedText.write(texts, start, room);
            ContextShard.put(entries, routes, ((long) hash << 32) | start, route);
            size++;
            textInUse += room;
            return start;
        }

        private void ownRoutes() {
            if (routes == original.routes) {
                routes = routes.clone();
            }
        }

        private void ownEntries() {
            ownRoutes();
            if (entries == original.entries) {
                entries = entries.clone();
            }
        }

        private void grow() {
            long[] largerEntries = new long[entries.length * 2];
            @Nullable Route[] largerRoutes = new Route[entries.length * 2];
            for (int slot = 0; slot < entries.length; slot++) {
                if (entries[slot] != 0) {
                    ContextShard.put(largerEntries, largerRoutes, entries[slot], routes[slot]);
                }
            }
            entries = largerEntries;
            routes = largerRoutes;
        }

        private void compact() {
            ownEntries();
            byte[] compact = new byte[textInUse];
            int at = 0;
            for (int slot = 0; slot < entries.length; slot++) {
                if (entries[slot] != 0) {
                    int from = (int) entries[slot];
                    int length = PackedText.number(texts, from);
                    System.arraycopy(texts, from, compact, at, length);
                    entries[slot] = (entries[slot] & 0xFFFFFFFF_00000000L) | at;
                    at += length;
                }
            }
            texts = compact;
        }
    }
}
