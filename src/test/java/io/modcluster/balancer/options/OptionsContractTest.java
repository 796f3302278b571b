package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every class of options promises: defaults, copy, JSON round trip of each property, nothing unknown. */
final class OptionsContractTest {
    /** One line per option: name, default, and another good value. This table is the contract. */
    private static final String CONTRACT =
            """
            balancer.name | balancer | edge-1
            traffic.enabled | true | false
            traffic.host | 0.0.0.0 | 127.0.0.1
            traffic.port | 8080 | 0
            traffic.virtual-hosts | prefer | strict
            traffic.encoded-slashes | refuse | pass
            traffic.instances | 0 | 4
            traffic.max-request-line | 8KiB | 4KiB
            traffic.max-header-size | 16KiB | 1000000
            traffic.max-headers | 100 | 200
            traffic.header-timeout | 10s | 500ms
            traffic.idle-timeout | 65s | 2m
            traffic.body-timeout | 20s | 5m
            traffic.min-body-rate | 500 | 0
            traffic.connect-timeout | 2s | 1500ms
            traffic.response-timeout | 60s | 1h
            traffic.stream-idle-timeout | 5m | 24h
            traffic.max-connections-per-node | 500 | 1
            traffic.queue-per-node | 100 | 0
            traffic.queue-timeout | 1s | 10ms
            traffic.max-connections | 10000 | 20
            traffic.max-connections-per-client | 500 | 0
            traffic.stop-delay | 0s | 5s
            traffic.drain-timeout | 30s | 0s
            tls.enabled | true | false
            tls.host | 0.0.0.0 | ::1
            tls.port | 8443 | 0
            tls.certificates | [] | [{"certificate":"site.pem","key":"site.key"}]
            tls.reload-interval | 5s | 0s
            tls.min-protocol | TLSv1.2 | TLSv1.3
            tls.engine | jdk | auto
            tls.client-auth | none | request
            tls.client-trust | "" | conf/issuers.pem
            tls.handshake-timeout | 10s | 500ms
            tls.redirect | false | true
            tls.redirect-port | 0 | 443
            http2.enabled | true | false
            http2.clear-text | false | true
            http2.clear-text-port | 8082 | 0
            http2.max-streams | 100 | 1
            http2.stream-window | 64KiB | 1MiB
            http2.connection-window | 1MiB | 64KiB
            http2.max-resets | 200 | 1
            http2.max-control-frames | 1000 | 10
            ajp.secret | "" | ***
            ajp.secrets | [] | ***
            ajp.packet-size | 8KiB | 64KiB
            upgrade.tokens | [websocket] | [websocket, vnc/3.8]
            upgrade.idle-timeout | 1h | 0s
            upgrade.max-tunnels | 0 | 5000
            forwarded.trusted | [] | [10.1.0.0/16, fd00::/8]
            forwarded.read | x-forwarded | forwarded
            forwarded.headers | both | x-forwarded
            proxy-protocol.enabled | false | true
            proxy-protocol.trusted | [] | [10.1.0.0/16]
            proxy-protocol.timeout | 10s | 100ms
            nodes-tls.trust | "" | conf/ca.pem
            nodes-tls.verify | true | false
            nodes-tls.verify-name | true | false
            nodes-tls.unverified | [] | [node:n1, lbgroup:A, balancer:shop]
            nodes-tls.certificate | "" | conf/client.pem
            nodes-tls.key | "" | conf/client.key
            nodes-http2.enabled | false | true
            nodes-http2.clear-text | [] | [balancer:grpc]
            retry.max-tries | 3 | 1
            retry.budget-percent | 20 | 0
            retry.budget-min | 10 | 0
            retry.max-body | 64KiB | 1MiB
            health.active | false | true
            health.interval | 10s | 1h
            health.timeout | 2s | 500ms
            health.path | "" | /health?full
            health.expect-status | [200-399] | [200, 204-206]
            health.rise | 1 | 2
            health.fall | 3 | 1
            health.eject-time | 1s | 5s
            health.max-eject-time | 30s | 5m
            health.max-ejected-percent | 50 | 0
            health.error-percent | 0 | 50
            health.error-min | 20 | 5
            health.count-timeouts | false | true
            mcmp.host | 127.0.0.1 | ::1
            mcmp.port | 8090 | 6666
            mcmp.allow | [127.0.0.0/8, "::1/128"] | [10.1.0.0/16, fd00::/8]
            mcmp.on-traffic-port | false | true
            mcmp.ping-any-address | false | true
            mcmp.default-balancer | mycluster | shop
            mcmp.max-message-size | 64KiB | 1MiB
            mcmp.max-nodes | 1000 | 0
            mcmp.max-aliases-per-node | 100 | 0
            mcmp.max-contexts-per-node | 200 | 0
            mcmp.check-timeout | 900ms | 10s
            mcmp.remove-after | 5m | 0s
            advertise.enabled | false | true
            advertise.group | 224.0.1.105 | ff05::1:105
            advertise.port | 23364 | 1
            advertise.interface | "" | eth0.100
            advertise.interval | 10s | 100ms
            advertise.ttl | 10 | 0
            advertise.key | "" | ***
            advertise.address | "" | balancer-1.shop.example:6666
            advertise.manager-url | "" | /balancer
            advertise.protocol | http | https
            manager.enabled | true | false
            manager.host | 127.0.0.1 | localhost
            manager.port | 8091 | 9000
            manager.tokens | [] | ***
            manager.users | "" | /etc/balancer/users
            manager.names | [] | [balancer.shop.example]
            manager.tls-certificate | "" | conf/manager.pem
            manager.tls-key | "" | conf/manager.key
            manager.tls-client-ca | "" | conf/people-ca.pem
            manager.on-traffic-path | "" | /mod_cluster_manager
            manager.on-traffic-allow | [127.0.0.0/8, "::1/128"] | [10.1.0.0/16]
            manager.max-connections | 500 | 20
            manager.max-connections-per-client | 100 | 0
            routing.no-context-status | 404 | 503
            routing.deterministic-failover | false | true
            routing.recalculation-period | 5s | 100ms
            routing.retry-after-error | 60s | 90s
            balancing.policy | load | power-of-two
            balancing.hash-on | source | header:X-User
            balancing.slow-start | 10s | 0s
            balancing.sticky.enabled | nodes | no
            balancing.sticky.cookie | "" | sid
            balancing.sticky.path | "" | sid
            balancing.sticky.force | nodes | yes
            balancing.sticky.remove | nodes | yes
            balancing.cookie.name | "" | NODE
            balancing.cookie.path | "" | /
            balancing.cookie.domain | "" | shop.example
            balancing.cookie.max-age | 0s | 1h
            balancing.cookie.secure | auto | always
            balancing.cookie.http-only | true | false
            balancing.cookie.same-site | lax | omit
            balancing.cookie.value | hash | route
            balancing.cookie-secret | "" | ***
            balancers | [] | [{"name":"shop","policy":"hash","cookie":{"name":"NODE"}}]
            server.transport | auto | epoll
            overload.refuse-connections-at | 90 | 0
            overload.refuse-requests-at | 95 | 100
            metrics.enabled | true | false
            metrics.jvm | true | false
            audit.records | 10000 | 0
            audit.changes | 10000 | 1
            events.kept | 1000 | 0
            events.max-readers | 50 | 1
            events.webhooks | [] | ***
            events.webhook-types | [] | [node_removed, balancer_lost]
            events.webhook-secret | "" | ***
            tracing.enabled | false | true
            tracing.endpoint | http://127.0.0.1:4318/v1/traces | https://collector.example/v1/traces
            tracing.service | vertx-mod-cluster | shop-edge
            tracing.sample-percent | 100 | 5
            explain.secret | "" | ***
            explain.allow | [127.0.0.0/8, "::1/128"] | [10.1.0.0/16]
            explain.lifetime | 5m | 15m
            request.id-header | X-Request-Id | ""
            request.total-timeout | 0s | 10m
            request.max-body | 0 | 5000MiB
            request.write-timeout | 60s | 0s
            request.max-per-connection | 10000 | 1
            request.answer-half-closed | false | true
            access-log.to | off | stdout
            access-log.file | "" | /var/log/balancer/access.log
            access-log.format | combined | json
            access-log.query | false | true
            access-log.queue | 10000 | 100
            pages.directory | "" | /etc/balancer/pages
            pages.maintenance | [] | [/shop, shop.example.com/cart]
            pages.retry-after | 5m | 1h
            cluster.enabled | false | true
            cluster.name | "" | shop-1
            cluster.host | 127.0.0.1 | 10.1.2.3
            cluster.port | 5701 | 1
            cluster.bus-port | 5702 | 0
            cluster.members | [] | [balancers.shop.svc, 10.1.2.4:5801, fd00::1]
            cluster.multicast | false | true
            cluster.join-timeout | 15s | 10m
            cluster.config | "" | conf/my cluster.xml
            registry.snapshot | "" | /var/lib/balancer/nodes.json
            limits | [] | [{"path":"/upload","max-body":1048576,"total-timeout":"10m"}]
            nodes | [] | [{"address":"10.0.0.5:3000","contexts":["/a"],"load":7}]
            """;

    static List<List<String>> contract() {
        return CONTRACT.lines().map(line -> List.of(line.split(" \\| ", -1))).toList();
    }

    @Test
    void every_option_has_the_default_of_the_contract() {
        Map<String, String> defaults = new LinkedHashMap<>();
        BalancerOptions.keys().forEach(key -> defaults.put(key.name(), key.show(new BalancerOptions())));
        Map<String, String> expected = new LinkedHashMap<>();
        contract().forEach(line -> expected.put(line.get(0), line.get(1)));
        assertThat(defaults).containsExactlyEntriesOf(expected);
    }

    @ParameterizedTest
    @MethodSource("contract")
    void every_option_can_be_set_copied_and_written_as_json(List<String> line) {
        String name = line.get(0);
        String other = line.get(2);
        List<Setting> settings = ContractSettings.of(name, other);
        BalancerOptions options = BalancerOptions.of(settings);
        assertThat(show(options, name)).isEqualTo(other);
        assertThat(options).isNotEqualTo(new BalancerOptions());
        assertThat(new BalancerOptions(options)).isEqualTo(options).hasSameHashCodeAs(options);
        assertThat(new BalancerOptions(options.toJson())).isEqualTo(options);
        assertThat(new BalancerOptions(new JsonObject(options.toJson().encode())))
                .isEqualTo(options);
        options.validate();
    }

    @Test
    void a_copy_shares_nothing() {
        BalancerOptions original = new BalancerOptions();
        BalancerOptions copy = new BalancerOptions(original);
        copy.getTraffic().setPort(1);
        assertThat(original.getTraffic().getPort()).isEqualTo(8080);
    }

    @Test
    void every_property_is_an_option() {
        List<String> setters = List.of(
                        BalancerOptions.class,
                        TrafficOptions.class,
                        TlsOptions.class,
                        Http2Options.class,
                        AjpOptions.class,
                        MetricsOptions.class,
                        AuditOptions.class,
                        EventsOptions.class,
                        ExplainOptions.class,
                        TracingOptions.class,
                        UpgradeOptions.class,
                        ForwardedOptions.class,
                        ProxyProtocolOptions.class,
                        RequestOptions.class,
                        AccessLogOptions.class,
                        PagesOptions.class,
                        NodeTlsOptions.class,
                        NodeHttp2Options.class,
                        RetryOptions.class,
                        HealthOptions.class,
                        McmpOptions.class,
                        AdvertiseOptions.class,
                        ManagerOptions.class,
                        RoutingOptions.class,
                        BalancingOptions.class,
                        StickyRulingOptions.class,
                        RouteCookieOptions.class,
                        OverloadOptions.class,
                        ServerOptions.class,
                        ClusterOptions.class,
                        RegistryOptions.class)
                .stream()
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().startsWith("set") && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !StrictOptions.class.isAssignableFrom(method.getParameterTypes()[0]))
                .map(Method::getName)
                .toList();
        assertThat(setters).hasSameSizeAs(BalancerOptions.keys());
    }

    static Setting text(String key, String value) {
        return new Setting(key, new Setting.Text(value), "--set");
    }

    static String show(BalancerOptions options, String name) {
        return BalancerOptions.keys().stream()
                .filter(key -> key.name().equals(name))
                .map(key -> key.show(options))
                .findFirst()
                .orElseThrow();
    }
}
