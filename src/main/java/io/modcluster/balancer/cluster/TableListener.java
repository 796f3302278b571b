package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.NodeEvent;
import java.util.List;

/** Who hears of changes of the {@link TableEntries}. */
interface TableListener {
    /** Something changed here that another member said. */
    void heard(List<NodeEvent> events);

    /** The replica is another one than at the last call. */
    void merged();

    /** The store has these changes now, and it was this member that brought them there. */
    void told(List<NodeEvent> events);

    /** An operator's intent changed, here or at another member. */
    void intended(IntentChange change, boolean here);

    /** The store has this change of an intent now, and it was this member that brought it there. */
    void told(IntentChange change);
}
