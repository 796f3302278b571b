package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.StickySession;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A node as text. Canonical: the same node is the same text at every member, with the fields of each object in the order of
 * their names. The load is not in it, since it changes every few seconds ({@link LoadSheet}).
 *
 * <p>Balancers of a later version may add fields, at the top and in {@code config} and nowhere else. They are kept as they
 * are: at the top the one with the newer {@code at} holds, in {@code config} those of the CONFIG that holds. If they were
 * lost or moved, members of two versions would write over each other for ever.
 */
final class NodeJson {
    static final int VERSION = 1;

    private static final String AT = "at";
    private static final String CONFIG = "config";
    private static final Set<String> KNOWN = Set.of("v", "jvmRoute", CONFIG, "removed", "contexts");
    private static final Set<String> KNOWN_CONFIG = Set.of(
            AT,
            "type",
            "host",
            "port",
            "reversed",
            "lbGroup",
            "balancer",
            "flushPackets",
            "flushWait",
            "ping",
            "smax",
            "ttl",
            "timeout");
    /** Before the name of a field of {@code config} that only a later version knows. */
    private static final String IN_CONFIG = CONFIG + ".";

    private NodeJson() {}

    static String write(Node node) {
        JsonObject json =
                sorted().put("v", VERSION).put("jvmRoute", node.route().value()).put(CONFIG, config(node.config()));
        if (!node.removal().equals(Node.NEVER_REMOVED)) {
            json.put(
                    "removed", sorted().put("reason", node.removal().value()).put(AT, StampText.write(node.removed())));
        }
        JsonArray contexts = new JsonArray();
        node.contexts().forEach((key, row) -> contexts.add(context(key, row)));
        json.put("contexts", contexts);
        node.foreign().forEach((name, said) -> {
            if (!name.startsWith(IN_CONFIG)) {
                json.put(name, Json.decodeValue(said.value()));
            } else if (said.stamp().equals(node.config().stamp())) {
                json.getJsonObject(CONFIG).put(name.substring(IN_CONFIG.length()), Json.decodeValue(said.value()));
            }
        });
        return json.encode();
    }

    /** Fails with some {@link RuntimeException} on a text that {@link #write} would not make. */
    static Node read(JsonObject json) {
        Stamp configured = StampText.read(json.getJsonObject(CONFIG).getString(AT));
        JsonObject removed = json.getJsonObject("removed");
        Register<String> removal = removed == null
                ? Node.NEVER_REMOVED
                : new Register<>(removed.getString("reason"), StampText.read(removed.getString(AT)));
        return new Node(
                new JvmRoute(json.getString("jvmRoute")),
                new Register<>(config(json.getJsonObject(CONFIG)), configured),
                // nothing is said of the load here: whatever is known of it is newer
                new Register<>(LoadFactor.HOT_STANDBY, Stamp.NEVER),
                removal,
                contexts(json.getJsonArray("contexts")),
                foreign(json, configured));
    }

    private static JsonObject sorted() {
        return new JsonObject(new TreeMap<>());
    }

    private static JsonObject config(Register<NodeConfig> said) {
        NodeConfig config = said.value();
        ConnectionConfig connection = config.connection();
        return sorted().put(AT, StampText.write(said.stamp()))
                .put("type", config.address().scheme().wireName())
                .put("host", config.address().host())
                .put("port", config.address().port())
                .put("reversed", config.reversed())
                .put("lbGroup", config.lbGroup())
                .put("balancer", balancer(config.balancer()))
                .put("flushPackets", connection.flushPackets().name())
                .put("flushWait", connection.flushWait().toString())
                .put("ping", connection.ping().toString())
                .put("smax", connection.smax())
                .put("ttl", connection.ttl().toString())
                .put("timeout", connection.timeout().toString());
    }

    private static NodeConfig config(JsonObject json) {
        return new NodeConfig(
                new NodeAddress(
                        Scheme.of(json.getString("type")).orElseThrow(),
                        json.getString("host"),
                        json.getInteger("port")),
                json.getBoolean("reversed"),
                json.getString("lbGroup"),
                balancer(json.getJsonObject("balancer")),
                new ConnectionConfig(
                        FlushPackets.valueOf(json.getString("flushPackets")),
                        Duration.parse(json.getString("flushWait")),
                        Duration.parse(json.getString("ping")),
                        json.getInteger("smax"),
                        Duration.parse(json.getString("ttl")),
                        Duration.parse(json.getString("timeout"))));
    }

    private static JsonObject balancer(BalancerConfig balancer) {
        StickySession sticky = balancer.sticky();
        JsonObject json = sorted().put("name", balancer.name())
                .put("sticky", sticky.enabled())
                .put("cookie", sticky.cookie())
                .put("path", sticky.path())
                .put("remove", sticky.remove())
                .put("force", sticky.force())
                .put("waitWorker", balancer.waitWorker().toString());
        balancer.maxAttempts().ifPresent(tries -> json.put("maxAttempts", tries));
        return json;
    }

    private static BalancerConfig balancer(JsonObject json) {
        Integer tries = json.getInteger("maxAttempts");
        return new BalancerConfig(
                json.getString("name"),
                new StickySession(
                        json.getBoolean("sticky"),
                        json.getString("cookie"),
                        json.getString("path"),
                        json.getBoolean("remove"),
                        json.getBoolean("force")),
                Duration.parse(json.getString("waitWorker")),
                tries == null ? OptionalInt.empty() : OptionalInt.of(tries));
    }

    /** By place, not by name: a node has hundreds of them. */
    private static JsonArray context(ContextKey key, Register<ContextState> row) {
        ContextState state = row.value();
        return new JsonArray()
                .add(key.alias().value())
                .add(key.path().value())
                .add(state.status().name())
                .add(state.virtualHost())
                .add(StampText.write(state.created()))
                .add(state.position())
                .add(StampText.write(row.stamp()));
    }

    private static NavigableMap<ContextKey, Register<ContextState>> contexts(JsonArray rows) {
        TreeMap<ContextKey, Register<ContextState>> contexts = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonArray row = rows.getJsonArray(i);
            ContextState state = new ContextState(
                    ContextStatus.valueOf(row.getString(2)),
                    row.getInteger(3),
                    StampText.read(row.getString(4)),
                    row.getInteger(5));
            contexts.put(
                    new ContextKey(new Alias(row.getString(0)), new ContextPath(row.getString(1))),
                    new Register<>(state, StampText.read(row.getString(6))));
        }
        return contexts;
    }

    private static NavigableMap<String, Register<String>> foreign(JsonObject json, Stamp configured) {
        TreeMap<String, Register<String>> foreign = new TreeMap<>();
        for (Map.Entry<String, Object> field : json) {
            if (!KNOWN.contains(field.getKey())) {
                Stamp at = field.getValue() instanceof JsonObject said && said.getValue(AT) instanceof String stamp
                        ? StampText.read(stamp)
                        : configured;
                foreign.put(field.getKey(), new Register<>(Json.encode(field.getValue()), at));
            }
        }
        for (Map.Entry<String, Object> field : json.getJsonObject(CONFIG)) {
            if (!KNOWN_CONFIG.contains(field.getKey())) {
                foreign.put(IN_CONFIG + field.getKey(), new Register<>(Json.encode(field.getValue()), configured));
            }
        }
        return foreign;
    }
}
