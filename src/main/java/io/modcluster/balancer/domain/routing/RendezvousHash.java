package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The same key to the same node, on every balancer: each node scores with the key, the highest score wins (weighted rendezvous,
 * also known as highest random weight). When a node is lost its keys spread over the others by weight and no other key moves; a node
 * that comes takes its share from all. Requests without the key are served in turn by weight.
 */
final class RendezvousHash implements BalancingPolicy {
    private final HashKey key;
    private final boolean byLoad;
    private final RoundRobin keyless = new RoundRobin();
    private @Nullable JvmRoute[] routes = new JvmRoute[16];
    private long[] hashes = new long[16];

    /**
     * A policy.
     *
     * @param key    what of a request decides
     * @param byLoad whether nodes of more load get more keys; each change of a load moves keys then. Else all get the same
     */
    RendezvousHash(HashKey key, boolean byLoad) {
        this.key = key;
        this.byLoad = byLoad;
    }

    @Override
    public int choose(Candidates candidates, RequestHead head) {
        String text = key.of(head);
        return text == null ? keyless.choose(candidates, head) : choose(candidates, text);
    }

    @Override
    public int foresee(Candidates candidates, RequestHead head) {
        String text = key.of(head);
        return text == null ? keyless.foresee(candidates, head) : choose(candidates, text);
    }

    private int choose(Candidates candidates, String text) {
        long ofKey = hash(text);
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            double weight = candidates.weight(i);
            if (!byLoad) {
                weight /= candidates.node(i).load().value().value();
            }
            double score = weight
                    / -Math.log(fraction(mix(ofKey
                            ^ hashOf(candidates.slot(i), candidates.node(i).route()))));
            if (score > highest) {
                highest = score;
                best = i;
            }
        }
        return best;
    }

    @Override
    public void joined(int slot) {
        keyless.joined(slot);
    }

    /** Between 0 and 1, neither of them. */
    private static double fraction(long bits) {
        return ((bits >>> 11) + 0.5) * 0x1p-53;
    }

    /** A slot may have another node by now. */
    private long hashOf(int slot, JvmRoute route) {
        if (slot >= routes.length) {
            routes = Arrays.copyOf(routes, Math.max(slot + 1, routes.length * 2));
            hashes = Arrays.copyOf(hashes, routes.length);
        }
        if (!route.equals(routes[slot])) {
            routes[slot] = route;
            hashes[slot] = mix(hash(route.value()));
        }
        return hashes[slot];
    }

    /** FNV-1a over 64 bits: the same on every machine, today and later. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of MurmurHash3: each bit of the result depends on all bits. */
    private static long mix(long bits) {
        long mixed = bits;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
