package io.modcluster.balancer.launcher;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import io.modcluster.balancer.options.ClusterOptions;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in the cluster, one line for each change. Called by threads of Hazelcast. */
final class ClusterLog implements MembershipListener {
    private static final Logger log = LoggerFactory.getLogger(ClusterLog.class);

    /** What a start came to; loud when it was to be a cluster and there is nobody else. */
    static void started(Cluster cluster, ClusterOptions options, long millis) {
        if (cluster.getMembers().size() > 1) {
            log.info("cluster joined name={} members=[{}] ms={}", options.getName(), members(cluster), millis);
            return;
        }
        log.warn(
                "cluster alone name={} address={} ms={}: no other member answered of cluster.members={}. This balancer"
                        + " goes on alone and joins them as soon as they answer. If it is not the first one, check that"
                        + " the others run, that cluster.name is the same, that cluster.members names addresses which"
                        + " the others have as cluster.host, and that ports {} and {} are open between all of them",
                options.getName(),
                members(cluster),
                millis,
                options.getMembers(),
                options.getPort(),
                options.getBusPort());
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        if (!event.getMember().localMember()) {
            log.info("cluster member up address={} members=[{}]", at(event.getMember()), members(event.getCluster()));
        }
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        log.warn("cluster member gone address={} members=[{}]", at(event.getMember()), members(event.getCluster()));
    }

    private static String members(Cluster cluster) {
        return cluster.getMembers().stream().map(ClusterLog::at).collect(Collectors.joining(", "));
    }

    private static String at(Member member) {
        return Ports.at(member.getAddress().getHost(), member.getAddress().getPort());
    }
}
