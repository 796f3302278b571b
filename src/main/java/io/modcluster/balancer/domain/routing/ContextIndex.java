package io.modcluster.balancer.domain.routing;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the longest context of a host that a path lies in, on a segment boundary (MCMP §6.3), in one pass over the path and
 * without garbage, however many hosts and contexts there are. Immutable: an {@link Editor} copies the few {@link ContextShard}s
 * that it touches, so that a change costs what it changes, not what there is.
 *
 * <p>The hash of a prefix follows from that of the shorter one, so all prefixes of a path are looked up while it is read once.
 */
final class ContextIndex {
    static final ContextIndex EMPTY = new ContextIndex(new ContextShard[] {ContextShard.EMPTY}, 0, 0, 0);

    /**
     * On average at most. A copy of one is up to 20 kB then, so a node with fifty aliases costs a megabyte, however many there
     * are. Smaller ones are cheaper to copy and dearer to look into: what stands at the heads of their arrays is not in the
     * first cache any more (64: +60 ns at 10,000 contexts; 256: none).
     */
    private static final int CONTEXTS_PER_SHARD = 256;
    /** The upper bits of a hash choose the shard, so that the lower ones, which choose the slot, differ within it. */
    private static final int SHARD_SHIFT = 20;

    private static final int MAX_SHARDS = 1 << (32 - SHARD_SHIFT);

    /** A power of two. */
    private final ContextShard[] shards;

    private final int size;
    /** No context that is there is longer. */
    private final int longest;
    /** No host that is there is longer. */
    private final int longestHost;

    private ContextIndex(ContextShard[] shards, int size, int longest, int longestHost) {
        this.shards = shards;
        this.size = size;
        this.longest = longest;
        this.longestHost = longestHost;
    }

    int size() {
        return size;
    }

    /** A length that no host with a context has more of. */
    int longestHost() {
        return longestHost;
    }

    /** The route of the longest context of {@code host} that {@code path} lies in, or null. */
    @Nullable
    Route longestMatch(String host, String path) {
        return longestMatch(host, 0, host.hashCode(), path);
    }

    /**
     * The same for a part of a host.
     *
     * @param start    where the part begins; it goes on to the end
     * @param hostHash of the part, as {@link String#hashCode} says
     */
    @Nullable
    Route longestMatch(String host, int start, int hostHash, String path) {
        int hash = hostHash;
        Route best = path.startsWith("/") ? get(host, start, path, 1, 31 * hash + '/') : null;
        int end = Math.min(path.length(), longest);
        for (int i = 0; i < end; i++) {
            hash = 31 * hash + path.charAt(i);
            int length = i + 1;
            if (length == path.length() || path.charAt(length) == '/') {
                Route found = get(host, start, path, length, hash);
                if (found != null) {
                    best = found;
                }
            }
        }
        return best;
    }

    private @Nullable Route get(String host, int start, String path, int length, int hash) {
        int mixed = mix(hash);
        return shards[shardOf(mixed, shards.length)].get(mixed, host, start, path, length);
    }

    /** Begins a change of as many contexts as one likes, which costs one copy of each shard that they are in. */
    Editor edit() {
        return new Editor(this);
    }

    void forEach(Consumer<Route> action) {
        for (ContextShard shard : shards) {
            shard.forEach(action);
        }
    }

    private static int shardOf(int mixed, int shards) {
        return (mixed >>> SHARD_SHIFT) & (shards - 1);
    }

    private static int hashOf(String host, String context) {
        int hash = host.hashCode();
        for (int i = 0; i < context.length(); i++) {
            hash = 31 * hash + context.charAt(i);
        }
        return mix(hash);
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
        private ContextShard[] shards;
        /** Of the shards that are being changed. */
        private ContextShard.@Nullable Editor[] editors;

        private int size;
        private int longest;
        private int longestHost;

        private Editor(ContextIndex original) {
            this.original = original;
            shards = original.shards;
            editors = new ContextShard.Editor[0];
            size = original.size;
            longest = original.longest;
            longestHost = original.longestHost;
        }

        /** The route of exactly this context of this host, or null. */
        @Nullable
        Route get(String host, String context) {
            int hash = hashOf(host, context);
            return editorOf(hash).get(hash, host, context);
        }

        void put(String host, Route route) {
            int hash = hashOf(host, route.context());
            if (editorOf(hash).put(hash, host, route)) {
                size++;
                longest = Math.max(longest, route.context().length());
                longestHost = Math.max(longestHost, host.length());
                if (size > shards.length * CONTEXTS_PER_SHARD && shards.length < MAX_SHARDS) {
                    split();
                }
            }
        }

        void remove(String host, String context) {
            int hash = hashOf(host, context);
            if (editorOf(hash).remove(hash, host, context)) {
                size--;
            }
        }

        /** The changed index; the original if nothing was changed. */
        ContextIndex done() {
            finish();
            return shards == original.shards ? original : new ContextIndex(shards, size, longest, longestHost);
        }

        private ContextShard.Editor editorOf(int hash) {
            if (editors.length == 0) {
                editors = new ContextShard.Editor[shards.length];
            }
            int shard = shardOf(hash, shards.length);
            ContextShard.Editor editor = editors[shard];
            if (editor == null) {
                editor = shards[shard].edit();
                editors[shard] = editor;
            }
            return editor;
        }

        /** Takes over what was changed in shards. */
        private void finish() {
            for (int shard = 0; shard < editors.length; shard++) {
                ContextShard.Editor editor = editors[shard];
                ContextShard changed = editor == null ? shards[shard] : editor.done();
                if (changed != shards[shard]) {
                    shards = shards == original.shards ? shards.clone() : shards;
                    shards[shard] = changed;
                }
            }
            editors = new ContextShard.Editor[0];
        }

        private void split() {
            finish();
            ContextShard[] twice = new ContextShard[shards.length * 2];
            for (int shard = 0; shard < shards.length; shard++) {
                ContextShard[] halves = shards[shard].split(shards.length << SHARD_SHIFT);
                twice[shard] = halves[0];
                twice[shard + shards.length] = halves[1];
            }
            shards = twice;
        }
    }
}
