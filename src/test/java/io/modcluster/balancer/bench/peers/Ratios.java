package io.modcluster.balancer.bench.peers;

import java.util.List;
import java.util.Locale;

/**
 * CPU per request of ours divided by that of a peer.
 *
 * @param min of rounds
 * @param median that of ours over all rounds divided by that of the peer: steadier than the ratio of any round
 * @param max of rounds
 */
record Ratios(double min, double median, double max) {
    /** Rounds that were measured for both; not a number where there is none. */
    static Ratios of(List<Figures> ours, List<Figures> peers) {
        double[] sorted = ours.stream()
                .flatMap(our -> peers.stream()
                        .filter(peer -> peer.round() == our.round() && peer.cpu() > 0)
                        .map(peer -> our.cpu() / peer.cpu()))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? new Ratios(Double.NaN, Double.NaN, Double.NaN)
                : new Ratios(
                        sorted[0],
                        Table.median(ours, Figures::cpu) / Table.median(peers, Figures::cpu),
                        sorted[sorted.length - 1]);
    }

    /** Of sorted values; of an even number the mean of the two in the middle. */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    boolean isKnown() {
        return !Double.isNaN(median);
    }

    @Override
    public String toString() {
        return isKnown() ? String.format(Locale.ROOT, "%.2f %.2f %.2f", min, median, max) : "-";
    }
}
