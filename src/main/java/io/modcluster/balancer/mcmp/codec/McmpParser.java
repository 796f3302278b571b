package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeHost;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.RemoveNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Text to message (MCMP §1.3, §1.5, §2). Immutable; may be used from any thread. */
public final class McmpParser {
    private static final Set<String> STATUS_FIELDS = Set.of("jvmroute", "load");
    private static final Set<String> PING_FIELDS = Set.of("jvmroute", "scheme", "host", "port");

    private final String defaultBalancer;

    /** Nodes that name no balancer join {@code defaultBalancer}. */
    public McmpParser(String defaultBalancer) {
        this.defaultBalancer = defaultBalancer;
    }

    /**
     * What a request says.
     *
     * @param target the request target as on the wire; only whether it ends in {@code /*} matters, and only for *-APP
     * @param body   within the limit of message sizes
     * @throws McmpException the one way to say no
     */
    public McmpMessage parse(McmpMethod method, String target, byte[] body) {
        List<FormField> fields = new ArrayList<>();
        try {
            FormField.parse(body, fields);
            return message(method, target, fields);
        } catch (McmpException refused) {
            throw refused.about(last(fields, "jvmroute"));
        }
    }

    private McmpMessage message(McmpMethod method, String target, List<FormField> fields) {
        return switch (method) {
            case CONFIG -> new McmpMessage.Config(new ConfigFields(defaultBalancer).read(fields));
            case ENABLE_APP, DISABLE_APP, STOP_APP, REMOVE_APP -> app(method, isWildcard(target), fields);
            case STATUS -> status(fields);
            case PING -> ping(fields);
            case INFO -> new McmpMessage.Info();
            case DUMP -> new McmpMessage.Dump();
            case VERSION -> new McmpMessage.Version();
        };
    }

    /** Whether a target means all contexts of a node: {@code *}, or a path that ends in {@code /*}. */
    static boolean isWildcard(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int authority = path.startsWith("/") ? -1 : path.indexOf("://");
        if (authority >= 0) {
            int slash = path.indexOf('/', authority + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        return path.equals("*") || path.endsWith("/*");
    }

    private static McmpMessage app(McmpMethod method, boolean wildcard, List<FormField> fields) {
        JvmRoute route = route(last(fields, "jvmroute"));
        ContextStatus status = statusAfter(method);
        if (wildcard) {
            return new McmpMessage.App(
                    method,
                    status == ContextStatus.REMOVED
                            ? new RemoveNode(route, method.wireName())
                            : ChangeContexts.ofAll(route, status));
        }
        ContextFields rows = ContextFields.of(fields);
        if (rows.aliases().isEmpty() && rows.contexts().isEmpty()) {
            throw McmpException.syntax(Mess.NEITHER);
        }
        rows.checked(route.value());
        return new McmpMessage.App(method, new ChangeContexts(route, status, false, rows.aliases(), rows.contexts()));
    }

    private static ContextStatus statusAfter(McmpMethod method) {
        return switch (method) {
            case ENABLE_APP -> ContextStatus.ENABLED;
            case DISABLE_APP -> ContextStatus.DISABLED;
            case STOP_APP -> ContextStatus.STOPPED;
            default -> ContextStatus.REMOVED;
        };
    }

    private static McmpMessage status(List<FormField> fields) {
        if (fields.isEmpty()) {
            throw McmpException.syntax(Mess.invalidField(""));
        }
        refuseOthers(fields, STATUS_FIELDS);
        JvmRoute route = route(last(fields, "jvmroute"));
        Optional<LoadFactor> load = Optional.empty();
        if (fields.stream().anyMatch(field -> field.key().equals("load"))) {
            load = Optional.of(FieldValues.integer(last(fields, "load"))
                    .filter(value -> value >= -1 && value <= 100)
                    .map(LoadFactor::new)
                    .orElseThrow(() -> McmpException.syntax(Mess.BAD_LOAD)));
        }
        return new McmpMessage.Status(route, load);
    }

    private static McmpMessage ping(List<FormField> fields) {
        refuseOthers(fields, PING_FIELDS);
        String route = last(fields, "jvmroute");
        if (!route.isEmpty()) {
            return new McmpMessage.PingNode(route(route));
        }
        String scheme = last(fields, "scheme");
        String host = last(fields, "host");
        String port = last(fields, "port");
        if (scheme.isEmpty() && host.isEmpty() && port.isEmpty()) {
            return new McmpMessage.Ping();
        }
        if (scheme.isEmpty() || host.isEmpty() || port.isEmpty()) {
            throw McmpException.syntax(Mess.FIELDS_MISSING);
        }
        Scheme known = Scheme.of(scheme).orElseThrow(() -> McmpException.syntax(Mess.unsupportedScheme(scheme)));
        return new McmpMessage.PingAddress(NodeHost.parse(host)
                .flatMap(name -> FieldValues.port(port).map(number -> new NodeAddress(known, name, number))));
    }

    private static JvmRoute route(String value) {
        if (value.isEmpty()) {
            throw McmpException.syntax(Mess.ROUTE_EMPTY);
        }
        return new JvmRoute(FieldValues.limited(value, JvmRoute.MAX_LENGTH, Mess.tooBig("JVMRoute")));
    }

    private static void refuseOthers(List<FormField> fields, Set<String> known) {
        for (FormField field : fields) {
            if (!known.contains(field.key())) {
                throw McmpException.syntax(Mess.invalidField(field.name()));
            }
        }
    }

    /** Of a repeated name the last value holds; empty when there is none. */
    private static String last(List<FormField> fields, String key) {
        String value = "";
        for (FormField field : fields) {
            if (field.key().equals(key)) {
                value = field.text();
            }
        }
        return value;
    }
}
