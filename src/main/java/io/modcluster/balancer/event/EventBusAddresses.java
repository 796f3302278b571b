package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;

/**
 * Every address of one balancer on the event bus. Two balancers in one Vert.x have different prefixes.
 *
 * <p>Addresses with {@code events} in them are the public contract: JSON, whose types and fields are those of
 * {@link NodeEventJson}, {@link IntentEventJson} and {@link BalancerEventJson}. To be listened to only.
 *
 * <ul>
 *   <li>Each change of a node, a context or an intent is published once to the whole cluster, by the member that brought it into the
 *       shared table, whoever it was said to; what was said twice, or to two members, is one change.
 *   <li>A change that was undone before it reached the shared table is not published.
 *   <li>The bus delivers at most once: who was not there, or not reachable, hears nothing later. Who must know reads the table.
 *   <li>The order is that of the shared table for one node, and none between nodes, nor between the address of nodes and
 *       that of contexts.
 *   <li>While a cluster is split both sides publish what is said to them and what they see of each other. When they meet
 *       again, what one side knew and the shared table of both lacks is published again, with the same ids.
 *   <li>Changes of load, and everything as this member sees it, at once and whoever it was said to, are on
 *       {@link #localEvents} and leave the JVM never.
 * </ul>
 *
 * <p>Addresses with {@code internal} in them are local to the JVM and carry objects by reference ({@link LocalBus}); they
 * are no contract, nor are those with {@code cluster} in them.
 *
 * @param prefix dotted, lower case; default {@value #DEFAULT_PREFIX}
 */
public record EventBusAddresses(String prefix) {
    /** Prefix of a balancer that is alone in its Vert.x. */
    public static final String DEFAULT_PREFIX = "modcluster";

    /** Request: a {@link NodeCommand}; reply: the {@link Transition} it led to. Only the registry listens. */
    public String registryApply() {
        return prefix + ".internal.registry.apply";
    }

    /** Request: {@link RegistryRead}; reply: a {@link RegistryView}. Only the registry listens. */
    public String registryRead() {
        return prefix + ".internal.registry.read";
    }

    /**
     * Request: a {@link JvmRoute}; reply: a {@link RegistryView} that has only this node, or none. For what is asked for each
     * report of each node. Only the registry listens.
     */
    public String registryReadNode() {
        return prefix + ".internal.registry.read.node";
    }

    /** Request: a {@link SetIntent}; reply: a {@link SetIntent.Answer}. Only the registry listens. */
    public String intentSet() {
        return prefix + ".internal.registry.intent";
    }

    /** Published by the registry at each change: the new {@link RoutingTable}. */
    public String routingTable() {
        return prefix + ".internal.routing.table";
    }

    /** Request: {@link RegistryRead}; reply: the {@link RoutingTable} of the moment. For who starts later. */
    public String routingTableRead() {
        return prefix + ".internal.routing.table.read";
    }

    /**
     * Request: {@link RegistryRead}; reply: a {@code Set} of {@link JvmRoute}: the nodes that are known from the snapshot of
     * an earlier run. Only the registry listens.
     */
    public String restoredNodes() {
        return prefix + ".internal.registry.restored";
    }

    /** Request: a {@link CheckNode}; reply: a {@link CheckResult}, always, within its bound. Only health listens. */
    public String healthCheck() {
        return prefix + ".internal.health.check";
    }

    /** Published by proxies: a {@link NodeFailure}. */
    public String nodeFailures() {
        return prefix + ".internal.health.failures";
    }

    /** Published by proxies: a {@link NodeTrial}. */
    public String nodeTrials() {
        return prefix + ".internal.health.trials";
    }

    /** Published by health at each change: the new {@link Reachability}. */
    public String reachability() {
        return prefix + ".internal.health.reachability";
    }

    /** Request: {@link RegistryRead}; reply: the {@link Reachability} of the moment. For who starts later. */
    public String reachabilityRead() {
        return prefix + ".internal.health.reachability.read";
    }

    /** Published once, when this balancer is about to stop: {@link Leaving}. */
    public String leaving() {
        return prefix + ".internal.leaving";
    }

    /** Request: a {@link RequestsElsewhere}; reply: a {@link Long}, always. Only the registry listens. */
    public String requestsElsewhere() {
        return prefix + ".internal.cluster.requests";
    }

    /** Request: a {@link DeadNode}; reply: its verdict, always. Only the registry listens. */
    public String deadNode() {
        return prefix + ".internal.cluster.dead-node";
    }

    /** Request: a {@link MemberQuestion}; reply: a {@link MemberQuestion.Round}, always. Only the registry listens. */
    public String askMembers() {
        return prefix + ".internal.cluster.ask-members";
    }

    /** Request: a {@code JsonObject}; reply: one. Whoever knows about the topic in this JVM listens; it must not change anything. */
    public String answers(MemberQuestion.Topic topic) {
        return prefix + ".internal.answers." + topic.text();
    }

    /** Request: {@link RegistryRead}; reply: a {@code JsonArray} of the drains that are on and of those that ended. Only the registry listens. */
    public String drains() {
        return prefix + ".internal.drains";
    }

    /** Request: {@link RegistryRead}; reply: a {@link ClusterView}. Only the registry listens. */
    public String clusterRead() {
        return prefix + ".internal.cluster.read";
    }

    /**
     * Between members: each says every second that it is there. Whoever can send here can at most make members compare
     * their tables, put off the removal of dead nodes, or put the time of all a day ahead.
     */
    public String hello() {
        return prefix + ".cluster.hello";
    }

    /** Between members: the key of an entry that changed; members read it then. */
    public String entryChanged() {
        return prefix + ".cluster.changed";
    }

    /** Between members: a record that went into the audit of one of them. */
    public String auditRecord() {
        return prefix + ".cluster.audit";
    }

    /** Between members: a question to one of them; none changes anything. */
    public String ask(String member) {
        return prefix + ".cluster.ask." + member;
    }

    /** Name of the map that members share; no address, but told apart by the same prefix. */
    public String sharedTable() {
        return prefix + ".table";
    }

    /** Events about balancers, of all of which others are told in a cluster only: see {@link BalancerEventJson}. */
    public String balancerEvents() {
        return prefix + ".events.balancer";
    }

    /** Events about nodes: {@code node_registered}, {@code node_updated}, {@code node_removed}; see {@link NodeEventJson}. */
    public String nodeEvents() {
        return prefix + ".events.node";
    }

    /**
     * Events about nodes, contexts, intents and loads, as this member sees them: heard in this JVM only, see
     * {@link NodeEventJson}.
     */
    public String localEvents() {
        return prefix + ".events.local";
    }

    /** Events about contexts: {@code context_changed}; see {@link NodeEventJson}. */
    public String contextEvents() {
        return prefix + ".events.context";
    }

    /** Events about operators' intents: see {@link IntentEventJson}. Each change is told once to the whole cluster. */
    public String intentEvents() {
        return prefix + ".events.intent";
    }
}
