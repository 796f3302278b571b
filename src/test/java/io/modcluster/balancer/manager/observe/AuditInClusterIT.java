package io.modcluster.balancer.manager.observe;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The audit is one of all members, and outlives them. */
class AuditInClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<ModClusterBalancer> balancers = new ArrayList<>();
    private ClusteredVertx cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new ClusteredVertx(2);
        for (int i = 0; i < 2; i++) {
            BalancerOptions options = new BalancerOptions().setName("b" + i);
            options.getTraffic().setEnabled(false).setStopDelay(Duration.ZERO);
            options.getMcmp().setPort(0);
            options.getManager().setPort(0);
            balancers.add(ModClusterBalancer.create(cluster.get(i), options));
            await(balancers.get(i).start());
        }
    }

    @AfterEach
    void stop() {
        await(balancers.get(1).stop());
        cluster.close();
    }

    private List<JsonObject> audit(int member) {
        return get(member, "/api/v1/audit?action=CONFIG")
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    private String get(int member, String path) {
        RequestOptions request = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(balancers.get(member).managerPort())
                .setURI(path);
        return await(cluster.get(1)
                        .createHttpClient()
                        .request(request)
                        .compose(asked -> asked.send())
                        .compose(response -> response.body()))
                .toString();
    }

    @Test
    @Tag("long")
    void a_record_is_told_once_and_outlives_the_member_that_made_it() {
        for (int member = 0; member < 2; member++) {
            int asked = member;
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> new JsonObject(get(asked, "/api/v1/members"))
                                    .getJsonArray("items")
                                    .size()
                            == 2);
        }
        McmpClient node = new McmpClient(balancers.get(0).mcmpPort());
        assertThat(node.send("CONFIG", "JVMRoute=n1&Host=127.0.0.1&Port=18301&Type=http"))
                .startsWith("200");
        Awaitility.await().atMost(SOON).until(() -> audit(1).size() == 1);
        assertThat(audit(0)).isEqualTo(audit(1));
        JsonObject record = audit(1).get(0);

        await(balancers.get(0).stop());
        await(cluster.get(0).close());

        Awaitility.await().atMost(SOON).until(() -> audit(1).equals(List.of(record)));
    }
}
