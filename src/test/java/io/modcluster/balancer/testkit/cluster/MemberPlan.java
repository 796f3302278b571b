package io.modcluster.balancer.testkit.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a member is to be started.
 *
 * @param name its {@code balancer.name}, and the name of its log
 * @param address IP address at which the test reaches its ports
 * @param prefix what stands before the command, such as {@code ip netns exec …}; empty for none
 * @param settings option → value
 * @param jvmArguments more arguments for its JVM
 */
public record MemberPlan(
        String name, String address, List<String> prefix, Map<String, String> settings, List<String> jvmArguments) {
    /** Long enough for requests of a test, short enough for a test that stops a member by mistake. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** Copies. */
    public MemberPlan {
        prefix = List.copyOf(prefix);
        settings = Map.copyOf(settings);
        jvmArguments = List.copyOf(jvmArguments);
    }

    /** One on loopback, not clustered, with whatever ports are free. */
    public static MemberPlan onLoopback(String name) {
        return new MemberPlan(name, "127.0.0.1", List.of(), Map.of(), List.of())
                .with("balancer.name", name)
                .with("traffic.host", "127.0.0.1")
                .with("traffic.port", "0")
                .with("mcmp.port", "0")
                .with("manager.port", "0")
                .with("traffic.drain-timeout", DRAIN.toSeconds() + "s");
    }

    /** One in a network namespace with the default ports, which nobody else has there. */
    public static MemberPlan in(NetworkHosts hosts, int host) {
        String name = hosts.name(host);
        return new MemberPlan(name, hosts.managementAddress(host), hosts.exec(host), Map.of(), List.of())
                .with("balancer.name", name)
                .with("traffic.host", "0.0.0.0")
                .with("mcmp.host", "0.0.0.0")
                .with("mcmp.allow", "127.0.0.0/8," + hosts.managementBlock() + "," + hosts.nodeBlock())
                .with("manager.host", "0.0.0.0")
                .with("manager.tokens", "viewer:test=0123456789abcdef0123456789abcdef")
                .with("traffic.drain-timeout", DRAIN.toSeconds() + "s");
    }

    /** The same with one option set. */
    public MemberPlan with(String key, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(key, value);
        return new MemberPlan(name, address, prefix, changed, jvmArguments);
    }

    /** The same with more arguments for the JVM. */
    public MemberPlan withJvmArguments(String... more) {
        List<String> all = new ArrayList<>(jvmArguments);
        all.addAll(List.of(more));
        return new MemberPlan(name, address, prefix, settings, all);
    }
}
