package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that one choice is among, each with what it counts for at this moment, in order of their JVMRoutes. Filled anew for
 * each choice, so that a choice allocates nothing however many nodes there are. Belongs to one event loop.
 */
public final class Candidates {
    /** Weights are loads in thousandths: a node of load 50 that has come long ago weighs 50,000. */
    public static final int WHOLE = 1000;

    private @Nullable Node[] nodes = new Node[16];
    private int[] slots = new int[16];
    private int[] weights = new int[16];
    private int size;
    private long total;

    /** Nobody. */
    void clear() {
        size = 0;
        total = 0;
    }

    /**
     * One more.
     *
     * @param slot   where it stands in its table
     * @param weight 1 or more; see {@link #WHOLE}
     */
    void add(Node node, int slot, int weight) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
            slots = Arrays.copyOf(slots, size * 2);
            weights = Arrays.copyOf(weights, size * 2);
        }
        nodes[size] = node;
        slots[size] = slot;
        weights[size] = weight;
        total += weight;
        size++;
    }

    /** Takes one out. The total stays: it is what all of them share. */
    void remove(int index) {
        int behind = size - index - 1;
        System.arraycopy(nodes, index + 1, nodes, index, behind);
        System.arraycopy(slots, index + 1, slots, index, behind);
        System.arraycopy(weights, index + 1, weights, index, behind);
        size--;
    }

    /** How many. */
    public int size() {
        return size;
    }

    /** One of them. */
    public Node node(int index) {
        Node node = nodes[index];
        if (node == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return node;
    }

    /** Where it stands in its table: policies keep what they count by slots. */
    public int slot(int index) {
        return slots[index];
    }

    /** What it counts for, 1 or more; see {@link #WHOLE}. */
    public int weight(int index) {
        return weights[index];
    }

    /** The sum of the weights, those that were taken out included. */
    public long totalWeight() {
        return total;
    }

    /** For people: {@code [n1=50000, n2=5000]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(node(i).route()).append('=').append(weights[i]);
        }
        return text.append(']').toString();
    }
}
