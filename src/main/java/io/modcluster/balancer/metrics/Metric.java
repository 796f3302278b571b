package io.modcluster.balancer.metrics;

import java.util.List;

/** Every metric that a balancer exports of its own: name, type, meaning, labels. The page and the dashboard are held against it. */
public enum Metric {
    /** Requests answered, or broken off. */
    REQUESTS(
            Type.COUNTER,
            "requests_total",
            "Requests that came to their end, by who answered and class of the status",
            "balancer",
            "node",
            "status"),
    /** From head to end. */
    REQUEST_DURATION(
            Type.HISTOGRAM,
            "request_duration_seconds",
            "Time from the head of a request to the end of its response",
            "balancer"),
    /** Requests that the client got no response of a node for. */
    REQUEST_ERRORS(
            Type.COUNTER, "request_errors_total", "Requests that ended without the whole response of a node", "kind"),
    /** Never judged worth an exchange. */
    REQUESTS_REFUSED(Type.COUNTER, "requests_refused_total", "Requests refused before a node was looked for"),
    /** Now. */
    REQUESTS_IN_FLIGHT(Type.GAUGE, "requests_in_flight", "Requests that were taken and have not ended"),
    /** Each sending of a request. */
    TRIES(Type.COUNTER, "tries_total", "Tries of requests at nodes", "balancer", "node"),
    /** Tries without a whole response. */
    FAILED_TRIES(Type.COUNTER, "failed_tries_total", "Tries that failed, by node", "balancer", "node"),
    /** The same by kind. */
    FAILURES(Type.COUNTER, "failures_total", "Tries that failed, by kind", "kind"),
    /** What became of sessions. */
    AFFINITY(
            Type.COUNTER,
            "affinity_total",
            "Requests by what became of their session: hit, moved, or none",
            "balancer",
            "affinity"),
    /** As INFO. */
    NODE_ELECTED(Type.COUNTER, "node_elected_total", "Requests that went to the node", "balancer", "node"),
    /** As INFO. */
    NODE_IN_FLIGHT(Type.GAUGE, "node_requests_in_flight", "Requests that the node is busy with", "balancer", "node"),
    /** As INFO. */
    NODE_RECEIVED(
            Type.COUNTER, "node_received_bytes_total", "Bytes of response bodies from the node", "balancer", "node"),
    /** As INFO. */
    NODE_SENT(Type.COUNTER, "node_sent_bytes_total", "Bytes of request bodies to the node", "balancer", "node"),
    /** Pool. */
    NODE_WAITING(Type.GAUGE, "node_waiting", "Requests that wait for a connection to the node", "balancer", "node"),
    /** Pool. */
    NODE_CONNECTIONS(Type.GAUGE, "node_connections", "Open connections for requests to the node", "balancer", "node"),
    /** Pool. */
    NODE_IDLE_CONNECTIONS(
            Type.GAUGE, "node_idle_connections", "Those of them that serve no request now", "balancer", "node"),
    /** Tunnels. */
    NODE_TUNNELS(Type.GAUGE, "node_tunnels", "Open upgraded connections to the node", "balancer", "node"),
    /** Tunnels. */
    NODE_UPGRADES(
            Type.COUNTER, "node_upgrades_total", "Connections to the node that were upgraded", "balancer", "node"),
    /** Contexts: a path only here, and only of those that nodes registered. */
    CONTEXT_REQUESTS(
            Type.COUNTER,
            "context_requests_total",
            "Requests that a node answered, by context and what became of their session",
            "balancer",
            "context",
            "affinity"),
    /** As this member sees it. */
    NODE_UP(Type.GAUGE, "node_up", "1 when this balancer reaches the node and it does not say -1", "balancer", "node"),
    /** Of STATUS. */
    NODE_LOAD(Type.GAUGE, "node_load", "Load factor that the node reported, -1 to 100", "balancer", "node"),
    /** Now. */
    CLIENT_CONNECTIONS(Type.GAUGE, "client_connections", "Open connections of clients"),
    /** Messages. */
    MCMP_COMMANDS(
            Type.COUNTER,
            "mcmp_commands_total",
            "Messages of nodes, by method and what they heard",
            "method",
            "result"),
    /** Refusals by Type header. */
    MCMP_REFUSALS(Type.COUNTER, "mcmp_refusals_total", "Messages of nodes that were refused, by type", "type"),
    /** Events. */
    STATE_CHANGES(Type.COUNTER, "state_changes_total", "Changes of nodes, contexts, loads and intents", "type"),
    /** Table. */
    TABLE_NODES(Type.GAUGE, "table_nodes", "Registered nodes"),
    /** Table. */
    TABLE_CONTEXTS(Type.GAUGE, "table_contexts", "Contexts of registered nodes, by status", "status"),
    /** Table. */
    TABLE_VERSION(Type.COUNTER, "table_publications_total", "Routing tables that were made known to the proxies"),
    /** Table. */
    TABLE_AGE(Type.GAUGE, "table_age_seconds", "Time since the last routing table was made known"),
    /** Cluster. */
    CLUSTER_MEMBERS(Type.GAUGE, "cluster_members", "Members of the cluster that are heard, this one included"),
    /** Cluster. */
    CLUSTER_MISSING(
            Type.GAUGE, "cluster_missing_members", "Members that went away without a word within the last hour"),
    /** Cluster. */
    CLUSTER_UP_TO_DATE(Type.GAUGE, "cluster_up_to_date", "1 when the table here is known not to lag behind"),
    /** Cluster. */
    CLUSTER_COMPARISONS(
            Type.COUNTER, "cluster_comparisons_total", "Rounds in which the table was compared with the shared one"),
    /** Cluster. */
    CLUSTER_FAILED_COMPARISONS(
            Type.COUNTER, "cluster_failed_comparisons_total", "Rounds of comparison that could not be ended"),
    /** Cluster. */
    CLUSTER_COMPARISON_AGE(
            Type.GAUGE, "cluster_comparison_age_seconds", "Time since the table was compared with the shared one"),
    /** Cluster. */
    CLUSTER_MERGES(Type.COUNTER, "cluster_merges_total", "Times that something heard of others changed the table here"),
    /** Cluster. */
    CLUSTER_LAG(
            Type.GAUGE,
            "cluster_lag_seconds",
            "Longest time from a change at another member until it was known here, lately"),
    /** Log. */
    ACCESS_LOG_DROPPED(Type.COUNTER, "access_log_dropped_lines_total", "Lines of the access log that were not written"),
    /** Event loops. */
    EVENT_LOOP_LAG(
            Type.GAUGE, "event_loop_lag_seconds", "Longest delay of a timer on an event loop of the proxies, lately"),
    /** Events page. */
    EVENT_READERS(Type.GAUGE, "event_readers", "Connections that read /api/v1/events"),
    /** Events page. */
    EVENT_READERS_CUT(Type.COUNTER, "event_readers_cut_total", "Readers of events that were too slow and cut off"),
    /** Webhooks. */
    WEBHOOK_SENT(Type.COUNTER, "webhook_events_total", "Events that webhooks were told of, or not", "result"),
    /** Audit. */
    AUDIT_RECORDS(Type.COUNTER, "audit_records_total", "Records that went into the audit of this balancer");

    /** What all names begin with. */
    public static final String PREFIX = "modcluster_";

    private final Type type;
    private final String fullName;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    /** What its values do. */
    public enum Type {
        /** Only grows, until the process ends. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts by upper bounds. */
        HISTOGRAM
    }

    Metric(Type type, String name, String help, String... labels) {
        this.type = type;
        this.fullName = PREFIX + name;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** What its values do. */
    public Type type() {
        return type;
    }

    /** As it is exported, with its unit. */
    public String fullName() {
        return fullName;
    }

    /** One sentence without a full stop. */
    public String help() {
        return help;
    }

    /** Names of its labels, in the order of the values. */
    public List<String> labels() {
        return labels;
    }
}
