package io.modcluster.balancer.domain.routing;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the longest context that a path lies in, on a segment boundary (MCMP §6.3), in one pass over the path and without
 * garbage, however many contexts there are. Immutable: a change copies what it touches of three arrays.
 *
 * <p>An open-addressing table from path to route. The hash of a prefix follows from that of the shorter one, so all
 * prefixes of a path are looked up while it is read once. Hashes and texts stand in arrays of their own: with ten thousand
 * contexts a lookup waits for memory and for nothing else,
 * and this way no object is read but the route that is found.
 */
final class ContextIndex {
    static final ContextIndex EMPTY = new ContextIndex(new long[8], new Route[8], new char[0], 0, 0, 0);

    /** Texts of removed contexts stay where they are until they are as much as this and half of all. */
    private static final int TOLERATED_WASTE = 4096;

    /**
     * 0 for a free slot, else the hash above and, below, where its text begins. Power of two, at most half full; linear
     * probing.
     */
    private final long[] entries;
    /** By slot. */
    private final @Nullable Route[] routes;
    /** For each context its length, then its characters. */
    private final char[] texts;

    private final int size;
    private final int longest;
    /** How much of {@link #texts} belongs to contexts that are there. */
    private final int textInUse;

    private ContextIndex(long[] entries, @Nullable Route[] routes, char[] texts, int size, int longest, int textInUse) {
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

    /** The route of the longest context that {@code path} lies in, or null. */
    @Nullable
    Route longestMatch(String path) {
        int best = path.startsWith("/") ? slotOf(path, 1, '/') : -1;
        int end = Math.min(path.length(), longest);
        int hash = 0;
        for (int i = 0; i < end; i++) {
            hash = 31 * hash + path.charAt(i);
            int length = i + 1;
            if (length == path.length() || path.charAt(length) == '/') {
                int found = slotOf(path, length, hash);
                if (found >= 0) {
                    best = found;
                }
            }
        }
        return best < 0 ? null : routes[best];
    }

    /** The route of exactly this context, or null. */
    @Nullable
    Route get(String context) {
        int slot = slotOf(context, context.length(), context.hashCode());
        return slot < 0 ? null : routes[slot];
    }

    /** A copy in which {@code route} stands for its context. */
    ContextIndex with(Route route) {
        String context = route.context();
        int slot = slotOf(context, context.length(), context.hashCode());
        if (slot >= 0) {
            @Nullable Route[] copy = routes.clone();
            copy[slot] = route;
            return new ContextIndex(entries, copy, texts, size, longest, textInUse);
        }
        boolean full = (size + 1) * 2 > entries.length;
        long[] nextEntries = full ? new long[entries.length * 2] : entries.clone();
        @Nullable Route[] nextRoutes = full ? new Route[entries.length * 2] : routes.clone();
        if (full) {
            rehash(nextEntries, nextRoutes);
        }
        char[] nextTexts = Arrays.copyOf(texts, texts.length + 1 + context.length());
        write(context, nextTexts, texts.length);
        put(nextEntries, nextRoutes, entryOf(context.hashCode(), texts.length), route);
        return new ContextIndex(
                nextEntries,
                nextRoutes,
                nextTexts,
                size + 1,
                Math.max(longest, context.length()),
                textInUse + 1 + context.length());
    }

    /** A copy without this context. */
    ContextIndex without(String context) {
        int hole = slotOf(context, context.length(), context.hashCode());
        if (hole < 0) {
            return this;
        }
        long[] nextEntries = entries.clone();
        @Nullable Route[] nextRoutes = routes.clone();
        int mask = nextEntries.length - 1;
        nextEntries[hole] = 0;
        nextRoutes[hole] = null;
        // close the gap: whatever was pushed past the hole by a collision moves back (Knuth, TAOCP 6.4, algorithm R)
        for (int i = (hole + 1) & mask; nextEntries[i] != 0; i = (i + 1) & mask) {
            long entry = nextEntries[i];
            Route route = nextRoutes[i];
            nextEntries[i] = 0;
            nextRoutes[i] = null;
            put(nextEntries, nextRoutes, entry, route);
        }
        ContextIndex next =
                new ContextIndex(nextEntries, nextRoutes, texts, size - 1, longest, textInUse - 1 - context.length());
        return texts.length - next.textInUse > TOLERATED_WASTE + next.textInUse ? next.compacted() : next;
    }

    void forEach(Consumer<Route> action) {
        for (Route route : routes) {
            if (route != null) {
                action.accept(route);
            }
        }
    }

    private ContextIndex compacted() {
        char[] compact = new char[textInUse];
        long[] moved = entries.clone();
        int at = 0;
        for (int slot = 0; slot < moved.length; slot++) {
            if (moved[slot] != 0) {
                int from = (int) moved[slot];
                int length = 1 + texts[from];
                System.arraycopy(texts, from, compact, at, length);
                moved[slot] = (moved[slot] & 0xFFFFFFFF_00000000L) | at;
                at += length;
            }
        }
        return new ContextIndex(moved, routes, compact, size, longest, textInUse);
    }

    private void rehash(long[] nextEntries, @Nullable Route[] nextRoutes) {
        for (int slot = 0; slot < entries.length; slot++) {
            if (entries[slot] != 0) {
                put(nextEntries, nextRoutes, entries[slot], routes[slot]);
            }
        }
    }

    /**
     * Where the first {@code length} characters of {@code path} are, or −1.
     *
     * @param hash theirs, as of {@link String#hashCode}
     */
    private int slotOf(String path, int length, int hash) {
        int mask = entries.length - 1;
        int mixed = mix(hash);
        for (int slot = mixed & mask; ; slot = (slot + 1) & mask) {
            long entry = entries[slot];
            if (entry == 0) {
                return -1;
            }
            if ((int) (entry >>> 32) == mixed && isAt((int) entry, path, length)) {
                return slot;
            }
        }
    }

    private boolean isAt(int start, String path, int length) {
        if (texts[start] != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (texts[start + 1 + i] != path.charAt(i)) {
                return false;
            }
        }
        return true;
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

    private static void write(String context, char[] texts, int start) {
        texts[start] = (char) context.length();
        context.getChars(0, context.length(), texts, start + 1);
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
}
