package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.options.ForwardedOptions.Read;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What each class of options promises by itself: a copy, JSON and back, nothing unknown. */
final class OptionsPartsTest {
    @Test
    void each_part_keeps_the_contract_by_itself() {
        part(new TrafficOptions().setPort(0), TrafficOptions::new, TrafficOptions::new);
        part(new McmpOptions().setMaxNodes(7), McmpOptions::new, McmpOptions::new);
        part(new TlsOptions().setRedirect(true), TlsOptions::new, TlsOptions::new);
        part(new Http2Options().setMaxStreams(7), Http2Options::new, Http2Options::new);
        part(new AjpOptions().setPacketSize(9000), AjpOptions::new, AjpOptions::new);
        part(new UpgradeOptions().setMaxTunnels(9), UpgradeOptions::new, UpgradeOptions::new);
        part(new ForwardedOptions().setRead(Read.FORWARDED), ForwardedOptions::new, ForwardedOptions::new);
        part(new ProxyProtocolOptions().setEnabled(true), ProxyProtocolOptions::new, ProxyProtocolOptions::new);
        part(new NodeTlsOptions().setVerify(false), NodeTlsOptions::new, NodeTlsOptions::new);
        part(new NodeHttp2Options().setEnabled(true), NodeHttp2Options::new, NodeHttp2Options::new);
        part(new OverloadOptions().setRefuseRequestsAt(99), OverloadOptions::new, OverloadOptions::new);
        part(new RetryOptions().setMaxTries(7), RetryOptions::new, RetryOptions::new);
        part(new HealthOptions().setRise(7), HealthOptions::new, HealthOptions::new);
        part(new RequestOptions().setMaxBody(7), RequestOptions::new, RequestOptions::new);
        part(new AccessLogOptions().setQuery(true), AccessLogOptions::new, AccessLogOptions::new);
        part(new PagesOptions().setDirectory("pages"), PagesOptions::new, PagesOptions::new);
        part(new LimitOptions().setMaxBody(7), LimitOptions::new, LimitOptions::new);
        part(new AdvertiseOptions().setTtl(0), AdvertiseOptions::new, AdvertiseOptions::new);
        part(new ManagerOptions().setHost("::1"), ManagerOptions::new, ManagerOptions::new);
        part(new MetricsOptions().setJvm(false), MetricsOptions::new, MetricsOptions::new);
        part(new AuditOptions().setRecords(7), AuditOptions::new, AuditOptions::new);
        part(new EventsOptions().setKept(7), EventsOptions::new, EventsOptions::new);
        part(new ClusterOptions().setMembers(List.of("[::1]:1")), ClusterOptions::new, ClusterOptions::new);
        part(new RegistryOptions().setSnapshot("nodes"), RegistryOptions::new, RegistryOptions::new);
        part(new StaticNodeOptions().setLbGroup("A"), StaticNodeOptions::new, StaticNodeOptions::new);
        part(new RoutingOptions().setNoContextStatus(503), RoutingOptions::new, RoutingOptions::new);
    }

    static <O extends StrictOptions<O>> void part(O changed, Function<O, O> copy, Function<JsonObject, O> fromJson) {
        assertThat(changed).isNotEqualTo(fromJson.apply(new JsonObject()));
        assertThat(copy.apply(changed)).isEqualTo(changed).isNotSameAs(changed);
        assertThat(fromJson.apply(changed.toJson())).isEqualTo(changed).hasToString(changed.toString());
        assertThatThrownBy(() -> fromJson.apply(new JsonObject().put("unknown", 1)))
                .isInstanceOf(OptionsProblems.class)
                .hasMessage("json: unknown: \"1\" (expected: a key that exists)");
    }
}
