package io.modcluster.balancer.domain.routing;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the longest context of a host that a path lies in, on a segment boundary (MCMP §6.3), in one pass over the path and
 * without garbage, however many hosts and contexts there are. Immutable: an {@link Editor} copies what it touches of three
 * arrays.
 *
 * <p>An open-addressing table from host and path to route. The hash of a prefix follows from that of the shorter one, so
 * all prefixes of a path are looked up while it is read once. Hashes and texts stand in arrays of their own: with ten
 * thousand contexts a lookup waits for memory and for nothing else, and so no object is read but the route that is found.
 */
final class ContextIndex {
    static final ContextIndex EMPTY = new ContextIndex(new long[8], new Route[8], new byte[0], 0, 0, 0);

    /** Texts of removed contexts stay where they are until they are as much as this and half of all. */
    private static final int TOLERATED_WASTE = 4096;

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
    /** Length of the longest context. */
    private final int longest;
    /** How much of {@link #texts} belongs to contexts that are there. */
    private final int textInUse;

    private ContextIndex(long[] entries, @Nullable Route[] routes, byte[] texts, int size, int longest, int textInUse) {
        this.entries = entries;
        this.routes = routes;
        this.texts = texts;
        this.size = size;
        this.longest = longest;
        this.textInUse = textInUse;
    }

    int size() {
        return size;
    }

    /** The route of the longest context of {@code host} that {@code path} lies in, or null. */
    @Nullable
    Route longestMatch(String host, String path) {
        int hash = host.hashCode();
        int best = path.startsWith("/") ? slotOf(entries, texts, host, path, 1, 31 * hash + '/') : -1;
        int end = Math.min(path.length(), longest);
        for (int i = 0; i < end; i++) {
            hash = 31 * hash + path.charAt(i);
            int length = i + 1;
            if (length == path.length() || path.charAt(length) == '/') {
                int found = slotOf(entries, texts, host, path, length, hash);
                if (found >= 0) {
                    best = found;
                }
            }
        }
        return best < 0 ? null : routes[best];
    }

    /** Begins a change of as many contexts as one likes, which costs one copy of each array for all of them. */
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

    /**
     * Where {@code host} and the first {@code length} characters of {@code path} are, or −1.
     *
     * @param hash theirs, as of {@link String#hashCode} of one after the other
     */
    private static int slotOf(long[] entries, byte[] texts, String host, String path, int length, int hash) {
        int mask = entries.length - 1;
        int mixed = mix(hash);
        for (int slot = mixed & mask; ; slot = (slot + 1) & mask) {
            long entry = entries[slot];
            if (entry == 0) {
                return -1;
            }
            if ((int) (entry >>> 32) == mixed && isAt(texts, (int) entry, host, path, length)) {
                return slot;
            }
        }
    }

    private static boolean isAt(byte[] texts, int start, String host, String path, int length) {
        if (PackedText.number(texts, start + 2) != host.length() || PackedText.number(texts, start + 4) != length) {
            return false;
        }
        int end = PackedText.endOf(texts, start + HEADER, host, host.length());
        return end >= 0 && PackedText.endOf(texts, end, path, length) >= 0;
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

    private static int hashOf(String host, String context) {
        int hash = host.hashCode();
        for (int i = 0; i < context.length(); i++) {
            hash = 31 * hash + context.charAt(i);
        }
        return hash;
    }

    private static int roomFor(String host, String context) {
        return HEADER + PackedText.bytesOf(host) + PackedText.bytesOf(context);
    }

    private static long entryOf(int hash, int start) {
        return ((long) mix(hash) << 32) | start;
    }

    /** Names that differ in their last characters only have hashes in a row; multiplied they are far apart. Never 0. */
    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        mixed ^= mixed >>> 15;
        return mixed == 0 ? 1 : mixed;
    }

    /** Changes copies, made when they are needed first. Belongs to one thread. */
    static final class Editor {
        private final ContextIndex original;
        private long[] entries;
        private @Nullable Route[] routes;
        private byte[] texts;
        private int size;
        private int longest;
        private int textInUse;
        private int textEnd;

        private Editor(ContextIndex original) {
            this.original = original;
            entries = original.entries;
            routes = original.routes;
            texts = original.texts;
            size = original.size;
            longest = original.longest;
            textInUse = original.textInUse;
            textEnd = texts.length;
        }

        /** The route of exactly this context of this host, or null. */
        @Nullable
        Route get(String host, String context) {
            int slot = slotOf(host, context);
            return slot < 0 ? null : routes[slot];
        }

        void put(String host, Route route) {
            int slot = slotOf(host, route.context());
            if (slot < 0) {
                add(host, route);
            } else {
                ownRoutes();
                routes[slot] = route;
            }
        }

        void remove(String host, String context) {
            int hole = slotOf(host, context);
            if (hole < 0) {
                return;
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
                ContextIndex.put(entries, routes, entry, route);
            }
            size--;
            textInUse -= roomFor(host, context);
        }

        /** The changed index; the original if nothing was changed. */
        ContextIndex done() {
            if (routes == original.routes) {
                return original;
            }
            if (textEnd - textInUse > TOLERATED_WASTE + textInUse) {
                compact();
            } else if (textEnd < texts.length) {
                texts = Arrays.copyOf(texts, textEnd);
            }
            return new ContextIndex(entries, routes, texts, size, longest, textInUse);
        }

        private int slotOf(String host, String context) {
            return ContextIndex.slotOf(entries, texts, host, context, context.length(), hashOf(host, context));
        }

        private void add(String host, Route route) {
            String context = route.context();
            if ((size + 1) * 2 > entries.length) {
                grow();
            } else {
                ownEntries();
            }
            int start = textEnd;
            int room = roomFor(host, context);
            textEnd += room;
            if (textEnd > texts.length || texts == original.texts) {
                // room for some more, since commands come with several contexts; what is left over is cut off at the
                // end
                texts = Arrays.copyOf(texts, textEnd + Math.min(textEnd, TOLERATED_WASTE));
            }
            PackedText.write(texts, start, room);
            PackedText.write(texts, start + 2, host.length());
            PackedText.write(texts, start + 4, context.length());
            PackedText.write(texts, PackedText.write(texts, start + HEADER, host), context);
            ContextIndex.put(entries, routes, entryOf(hashOf(host, context), start), route);
            size++;
            textInUse += room;
            longest = Math.max(longest, context.length());
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
                    ContextIndex.put(largerEntries, largerRoutes, entries[slot], routes[slot]);
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
