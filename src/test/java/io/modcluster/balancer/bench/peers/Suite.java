package io.modcluster.balancer.bench.peers;

import java.util.Set;

/** Cases that are measured together because they need the same processes. */
interface Suite {
    /** Their names. */
    Set<String> cases();

    /** Measures those that are wanted. */
    void run(Bench bench, Set<String> wanted) throws Exception;
}
