package io.modcluster.balancer.mcmp.codec;

import static io.modcluster.balancer.mcmp.codec.FieldValues.leadingInteger;
import static io.modcluster.balancer.mcmp.codec.FieldValues.limited;
import static io.modcluster.balancer.mcmp.codec.FieldValues.yesNo;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.NodeHost;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.command.RegisterNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** CONFIG, field by field, with the defaults and lengths of MCMP §2.1. Used once. */
final class ConfigFields {
    private static final int MAX_BALANCER = 39;
    private static final int MAX_LB_GROUP = 19;
    private static final int MAX_HOST = 63;
    private static final int MAX_PORT = 6;
    private static final int MAX_TYPE = 15;
    private static final int MAX_SESSION_NAME = 29;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private String route = "";
    private String balancer;
    private String lbGroup = "";
    private Scheme scheme = Scheme.AJP;
    private String host = "localhost";
    private int port = 8009;
    private boolean reversed;
    private FlushPackets flushPackets = ConnectionConfig.DEFAULT.flushPackets();
    private Duration flushWait = ConnectionConfig.DEFAULT.flushWait();
    private Duration ping = ConnectionConfig.DEFAULT.ping();
    private int smax = ConnectionConfig.DEFAULT.smax();
    private Duration ttl = ConnectionConfig.DEFAULT.ttl();
    private Duration timeout = ConnectionConfig.DEFAULT.timeout();
    private boolean sticky = StickySession.DEFAULT.enabled();
    private String cookie = StickySession.DEFAULT.cookie();
    private String path = StickySession.DEFAULT.path();
    private boolean remove = StickySession.DEFAULT.remove();
    private boolean force = StickySession.DEFAULT.force();
    private Duration waitWorker = Duration.ZERO;
    private OptionalInt maxAttempts = OptionalInt.empty();

    ConfigFields(String defaultBalancer) {
        this.balancer = defaultBalancer;
    }

    /** The registration that the fields say, or a refusal. What is wrong with one field comes before what is missing. */
    RegisterNode read(List<FormField> fields) {
        if (fields.isEmpty()) {
            throw McmpException.syntax(Mess.UNPARSEABLE);
        }
        for (FormField field : fields) {
            if (field.text().isEmpty() || field.name().isEmpty()) {
                throw McmpException.syntax(Mess.UNPARSEABLE);
            }
            take(field.key(), field.text());
        }
        ContextFields rows = ContextFields.of(fields);
        if (route.isEmpty()) {
            throw McmpException.syntax(Mess.ROUTE_EMPTY);
        }
        rows.checked(route);
        return new RegisterNode(new JvmRoute(route), config(), rows.aliases(), rows.contexts());
    }

    private NodeConfig config() {
        StickySession session = new StickySession(sticky, cookie, path, remove, force);
        return new NodeConfig(
                new NodeAddress(scheme, host, port),
                reversed,
                lbGroup,
                new BalancerConfig(balancer, session, waitWorker, maxAttempts),
                new ConnectionConfig(flushPackets, flushWait, ping, smax, ttl, timeout));
    }

    /** Unknown names are ignored: newer nodes may send more. */
    private void take(String key, String value) {
        switch (key) {
            case "jvmroute" -> route = listed(limited(value, JvmRoute.MAX_LENGTH, Mess.tooBig("JVMRoute")));
            case "balancer" -> balancer = listed(limited(value, MAX_BALANCER, Mess.tooBig("Balancer")));
            case "domain" -> lbGroup = listed(limited(value, MAX_LB_GROUP, Mess.tooBig("LBGroup")));
            case "host" ->
                host = NodeHost.parse(limited(value, MAX_HOST, Mess.tooBig("Host")))
                        .orElseThrow(() ->
                                bad("Host", value, "a host name, an IPv4 address, or an IPv6 address in brackets"));
            case "port" ->
                port = FieldValues.port(limited(value, MAX_PORT, Mess.tooBig("Port")))
                        .orElseThrow(() -> bad("Port", value, "1..65535"));
            case "type" ->
                scheme = Scheme.of(limited(value, MAX_TYPE, Mess.tooBig("Type")))
                        .orElseThrow(() -> bad("Type", value, "ajp, http, https, ws, or wss"));
            case "reversed" -> reversed = yesNo(value, false);
            case "stickysession" -> sticky = yesNo(value, StickySession.DEFAULT.enabled());
            case "stickysessioncookie" -> cookie = limited(value, MAX_SESSION_NAME, Mess.FIELD_TOO_BIG);
            case "stickysessionpath" -> path = limited(value, MAX_SESSION_NAME, Mess.FIELD_TOO_BIG);
            case "stickysessionremove" -> remove = yesNo(value, StickySession.DEFAULT.remove());
            case "stickysessionforce" -> force = yesNo(value, StickySession.DEFAULT.force());
            case "waitworker" -> waitWorker = Duration.ofSeconds(Math.max(0, leadingInteger(value)));
            case "maxattempts" -> maxAttempts = OptionalInt.of(Math.max(0, leadingInteger(value)));
            default -> takeConnection(key, value);
        }
    }

    private void takeConnection(String key, String value) {
        switch (key) {
            case "flushpackets" -> flushPackets = flushPackets(value);
            case "flushwait" -> flushWait = time("Flushwait", value, MILLISECOND);
            case "ping" -> ping = time("Ping", value, SECOND);
            case "smax" -> smax = leadingInteger(value);
            case "ttl" -> ttl = time("TTL", value, SECOND);
            case "timeout" -> timeout = time("Timeout", value, SECOND);
            default -> {}
        }
    }

    private static FlushPackets flushPackets(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on" -> FlushPackets.ON;
            case "auto" -> FlushPackets.AUTO;
            default -> FlushPackets.OFF;
        };
    }

    private static Duration time(String field, String value, Duration defaultUnit) {
        return FieldValues.time(value, defaultUnit)
                .orElseThrow(() -> bad(field, value, "a number with ms, s, min, h or no unit"));
    }

    /**
     * INFO separates its fields by commas. Whoever reads it would take a name with a comma for another, shorter name: a node
     * {@code n1,x} would hide what INFO says of {@code n1} from {@code n1} itself (MCMP §4.5, 20).
     */
    private static String listed(String value) {
        if (value.indexOf(',') >= 0) {
            throw McmpException.syntax(Mess.UNPARSEABLE);
        }
        return value;
    }

    private static McmpException bad(String field, String value, String expected) {
        return McmpException.syntax(Mess.badValue(field))
                .because(field + ": " + Quoted.of(value) + " (expected: " + expected + ")");
    }
}
