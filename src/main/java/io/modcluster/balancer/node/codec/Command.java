package io.modcluster.balancer.node.codec;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.StickySession;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A command as a node sends it: bodies are those of the mod_cluster client, byte by byte (MCMP section 4.3): JVMRoute
 * first, the other fields by name, upper case before lower case, and none that has its default.
 *
 * @param method MCMP's, in upper case
 * @param target {@code /}, or {@code /*} for all contexts of the node
 * @param body   a form in ASCII, empty for none
 */
public record Command(String method, String target, String body) {
    /** Asks what the balancer knows. */
    public static Command info() {
        return new Command("INFO", "/", "");
    }

    /** Registers the node, or tells what has changed. */
    public static Command config(JvmRoute route, NodeConfig config) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("Host", config.address().host());
        fields.put("Port", Integer.toString(config.address().port()));
        fields.put("Type", config.address().scheme().wireName());
        if (!config.lbGroup().isEmpty()) {
            fields.put("Domain", config.lbGroup());
        }
        putBalancer(fields, config.balancer());
        putConnection(fields, config.connection());
        return form("CONFIG", "/", route, fields);
    }

    private static void putBalancer(Map<String, String> fields, BalancerConfig config) {
        putUnless(BalancerConfig.DEFAULT_NAME, fields, "Balancer", config.name());
        StickySession sticky = config.sticky();
        StickySession usual = StickySession.DEFAULT;
        putUnless(yesNo(usual.enabled()), fields, "StickySession", yesNo(sticky.enabled()));
        putUnless(usual.cookie(), fields, "StickySessionCookie", sticky.cookie());
        putUnless(usual.path(), fields, "StickySessionPath", sticky.path());
        putUnless(yesNo(usual.force()), fields, "StickySessionForce", yesNo(sticky.force()));
        putUnless(yesNo(usual.remove()), fields, "StickySessionRemove", yesNo(sticky.remove()));
        putUnless("0", fields, "WaitWorker", Long.toString(config.waitWorker().toSeconds()));
        config.maxAttempts().ifPresent(attempts -> fields.put("Maxattempts", Integer.toString(attempts)));
    }

    private static void putConnection(Map<String, String> fields, ConnectionConfig config) {
        ConnectionConfig usual = ConnectionConfig.DEFAULT;
        if (config.flushPackets() != FlushPackets.OFF) {
            fields.put("flushpackets", config.flushPackets().infoName());
        }
        putUnless(millis(usual), fields, "flushwait", millis(config));
        putUnless(
                Long.toString(usual.ping().toSeconds()),
                fields,
                "ping",
                Long.toString(config.ping().toSeconds()));
        putUnless(Integer.toString(usual.smax()), fields, "smax", Integer.toString(config.smax()));
        putUnless(
                Long.toString(usual.ttl().toSeconds()),
                fields,
                "ttl",
                Long.toString(config.ttl().toSeconds()));
        putUnless("0", fields, "Timeout", Long.toString(config.timeout().toSeconds()));
    }

    /**
     * Brings one context into a state.
     *
     * @param status {@link ContextStatus#REMOVED} takes it out of the table
     */
    public static Command context(
            JvmRoute route, Collection<Alias> aliases, ContextPath context, ContextStatus status) {
        String names = aliases.stream().map(Alias::value).collect(Collectors.joining(","));
        return form(verb(status), "/", route, Map.of("Alias", names, "Context", context.value()));
    }

    /** Takes the node out of the table. */
    public static Command removeNode(JvmRoute route) {
        return form("REMOVE-APP", "/*", route, Map.of());
    }

    /** Tells the load, which makes the balancer look at the node. */
    public static Command status(JvmRoute route, LoadFactor load) {
        return form("STATUS", "/", route, Map.of("Load", Integer.toString(load.value())));
    }

    private static String verb(ContextStatus status) {
        return switch (status) {
            case ENABLED -> "ENABLE-APP";
            case DISABLED -> "DISABLE-APP";
            case STOPPED -> "STOP-APP";
            case REMOVED -> "REMOVE-APP";
        };
    }

    private static Command form(String method, String target, JvmRoute route, Map<String, String> fields) {
        StringBuilder body = new StringBuilder("JVMRoute=").append(encoded(route.value()));
        new TreeMap<>(fields)
                .forEach((name, value) ->
                        body.append('&').append(name).append('=').append(encoded(value)));
        return new Command(method, target, body.toString());
    }

    private static void putUnless(String usual, Map<String, String> fields, String name, String value) {
        if (!value.equals(usual)) {
            fields.put(name, value);
        }
    }

    private static String millis(ConnectionConfig config) {
        return Long.toString(config.flushWait().toMillis());
    }

    private static String yesNo(boolean value) {
        return value ? "Yes" : "No";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
