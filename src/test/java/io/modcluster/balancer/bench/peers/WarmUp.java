package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Load on a JVM until its CPU per request stays as it is: what is measured before the compiler is done says little, and one
 * that begins anew with what it has compiled makes requests dearer first. What has to be compiled for all requests is so with
 * the first load; later ones, and those over TLS for the first time, are given less.
 */
final class WarmUp {
    /** CPU of so many turns is compared with that of as many before them. */
    private static final int COMPARED = 2;

    /** It stays when it falls and rises by less than this share. */
    private static final double STEADY = 0.03;

    /** The first load has turns of so many seconds, others of one. */
    private static final int FIRST = 3;

    /** Others have this part of the time of the first. */
    private static final int SHARE = 6;

    private final Duration most;
    private final Path folder;
    private final Set<String> warm = new HashSet<>();

    /** With a bound for the first load of each proxy; all others have a sixth of it, or as many as they ask for. */
    WarmUp(Duration most, Path folder) {
        this.most = most;
        this.folder = folder;
    }

    /** Does so where there is a JVM to warm up. Whether that was its first load, or its first over TLS. */
    boolean run(Contestant contestant, Load load) throws IOException {
        if (!contestant.isJvm()) {
            return false;
        }
        boolean isFirst = warm.add(contestant.program().pid() + (load.isTls() ? " tls" : " clear"));
        Duration turn = Duration.ofSeconds(isFirst ? FIRST : 1);
        Duration bound = isFirst ? most : most.dividedBy(SHARE).multipliedBy(load.warmUpShare());
        List<Double> perRequest = new ArrayList<>();
        for (Duration left = bound; !left.isNegative() && !left.isZero() && !isSteady(perRequest); ) {
            Cpu before = ProcFiles.cpu(contestant.program().pids());
            LoadResult result = load.run(contestant, turn, folder);
            Cpu took = ProcFiles.cpu(contestant.program().pids()).minus(before);
            perRequest.add(took.all().toNanos() / (double) Math.max(1, result.requests()));
            left = left.minus(turn);
        }
        return isFirst;
    }

    static boolean isSteady(List<Double> perRequest) {
        int count = perRequest.size();
        if (count < 2 * COMPARED) {
            return false;
        }
        double now = sum(perRequest.subList(count - COMPARED, count));
        double before = sum(perRequest.subList(count - 2 * COMPARED, count - COMPARED));
        return Math.abs(now - before) < before * STEADY;
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }
}
