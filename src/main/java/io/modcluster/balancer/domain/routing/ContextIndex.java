package io.modcluster.balancer.domain.routing;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the longest context that a path lies in, on a segment boundary (MCMP §6.3), in one pass over the path and without
 * garbage, however many contexts there are. Immutable: a change makes a copy, which is two array copies.
 *
 * <p>An open-addressing table from path to route. The hash of a prefix follows from that of the shorter one, so all
 * prefixes of a path are looked up while it is read once.
 */
final class ContextIndex {
    static final ContextIndex EMPTY = new ContextIndex(new Route[8], 0, 0);

    /** Power of two, at most half full; linear probing. */
    private final @Nullable Route[] slots;

    private final int size;
    private final int longest;

    private ContextIndex(@Nullable Route[] slots, int size, int longest) {
        this.slots = slots;
        this.size = size;
        this.longest = longest;
    }

    int size() {
        return size;
    }

    /** The route of the longest context that {@code path} lies in, or null. */
    @Nullable
    Route longestMatch(String path) {
        Route best = path.startsWith("/") ? find(path, 1, '/') : null;
        int end = Math.min(path.length(), longest);
        int hash = 0;
        for (int i = 0; i < end; i++) {
            hash = 31 * hash + path.charAt(i);
            int length = i + 1;
            if (length == path.length() || path.charAt(length) == '/') {
                Route found = find(path, length, hash);
                if (found != null) {
                    best = found;
                }
            }
        }
        return best;
    }

    /** The route of exactly this context, or null. */
    @Nullable
    Route get(String context) {
        return find(context, context.length(), context.hashCode());
    }

    /** A copy in which {@code route} stands for its context. */
    ContextIndex with(Route route) {
        Editor editor = edit();
        editor.put(route);
        return editor.done();
    }

    /** A copy without this context. */
    ContextIndex without(String context) {
        Editor editor = edit();
        editor.remove(context);
        return editor.done();
    }

    /** Begins a change of many contexts, which costs one copy for all of them. */
    Editor edit() {
        return new Editor(this);
    }

    /** Changes a copy, made with the first change. Belongs to one thread. */
    static final class Editor {
        private final ContextIndex original;
        private @Nullable Route[] slots;
        private int size;
        private int longest;

        private Editor(ContextIndex original) {
            this.original = original;
            this.slots = original.slots;
            this.size = original.size;
            this.longest = original.longest;
        }

        /** The route of exactly this context, or null. */
        @Nullable
        Route get(String context) {
            return slots[slotOf(slots, context, context.length(), context.hashCode())];
        }

        void put(Route route) {
            if (get(route.context()) == null) {
                size++;
            }
            copyFor(size);
            ContextIndex.put(slots, route);
            longest = Math.max(longest, route.context().length());
        }

        void remove(String context) {
            int hole = slotOf(slots, context, context.length(), context.hashCode());
            if (slots[hole] == null) {
                return;
            }
            copyFor(size);
            size--;
            int mask = slots.length - 1;
            slots[hole] = null;
            // close the gap: whatever was pushed past the hole by a collision moves back (Knuth, TAOCP 6.4, algorithm
            // R)
            for (int i = (hole + 1) & mask; slots[i] != null; i = (i + 1) & mask) {
                Route moved = slots[i];
                slots[i] = null;
                ContextIndex.put(slots, moved);
            }
        }

        /** The changed index; the original if nothing was changed. */
        ContextIndex done() {
            return slots == original.slots ? original : new ContextIndex(slots, size, longest);
        }

        private void copyFor(int count) {
            if (count * 2 > slots.length) {
                @Nullable Route[] larger = new Route[slots.length * 2];
                for (Route route : slots) {
                    if (route != null) {
                        ContextIndex.put(larger, route);
                    }
                }
                slots = larger;
            } else if (slots == original.slots) {
                slots = slots.clone();
            }
        }
    }

    void forEach(Consumer<Route> action) {
        for (Route route : slots) {
            if (route != null) {
                action.accept(route);
            }
        }
    }

    private @Nullable Route find(String path, int length, int hash) {
        return slots[slotOf(slots, path, length, hash)];
    }

    /** Where the first {@code length} characters of {@code path} are, or would go. {@code hash} is theirs, as of String. */
    private static int slotOf(@Nullable Route[] slots, String path, int length, int hash) {
        int mask = slots.length - 1;
        for (int i = spread(hash) & mask; ; i = (i + 1) & mask) {
            Route route = slots[i];
            if (route == null
                    || (route.context().length() == length && path.regionMatches(0, route.context(), 0, length))) {
                return i;
            }
        }
    }

    private static void put(@Nullable Route[] slots, Route route) {
        int mask = slots.length - 1;
        int i = spread(route.context().hashCode()) & mask;
        while (true) {
            Route there = slots[i];
            if (there == null || there.context().equals(route.context())) {
                slots[i] = route;
                return;
            }
            i = (i + 1) & mask;
        }
    }

    /** Names that differ in their last characters only have hashes in a row; multiplied they are far apart. */
    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }
}
