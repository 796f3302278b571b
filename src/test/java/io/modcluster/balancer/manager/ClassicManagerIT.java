package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RunningBalancer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page that people and scripts know, at both ports where it can be. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class ClassicManagerIT {
    private static final String PATH = "/mod_cluster_manager";
    private static final String FORM = "application/x-www-form-urlencoded";

    private RunningBalancer balancer;

    private ManagerClient start(String onTraffic) {
        balancer = RunningBalancer.start(options -> options.getManager().setOnTrafficPath(onTraffic));
        return new ManagerClient(balancer);
    }

    private void register() {
        balancer.mcmp("CONFIG", "/", "JVMRoute=n1&Host=127.0.0.1&Port=18301&Type=http&Domain=A");
        balancer.mcmp("ENABLE-APP", "/", "JVMRoute=n1&Alias=localhost&Context=/app");
    }

    @AfterEach
    void stop() {
        balancer.close();
    }

    private int post(ManagerClient manager, String token, String order) {
        return manager.sendText("POST", PATH, "token=" + token + "&" + order, "Content-Type", FORM)
                .statusCode();
    }

    @Test
    void all_three_ranges_work_by_post_with_the_token_of_the_page() {
        ManagerClient manager = start("");
        assertThat(manager.sendText("GET", PATH, "").body()).doesNotContain("Node");
        register();
        String page = manager.sendText("GET", PATH, "").body();
        assertThat(page).contains("Node n1").containsPattern("<h1>vertx-mod-cluster/\\d+\\.\\d+\\.\\d+");
        String token = page.replaceAll("(?s).*name=\"token\" value=\"([0-9a-f]{32})\".*", "$1");
        assertThat(token).hasSize(32);

        assertThat(post(manager, token, "Cmd=DISABLE-APP&Range=NODE&JVMRoute=n1"))
                .isEqualTo(303);
        assertThat(balancer.info()).contains("Status: DISABLED");
        assertThat(post(manager, token, "Cmd=STOP-APP&Range=DOMAIN&Domain=A")).isEqualTo(303);
        assertThat(balancer.info()).contains("Status: STOPPED");
        assertThat(post(manager, token, "Cmd=ENABLE-APP&Range=DOMAIN&Domain=A")).isEqualTo(303);
        assertThat(post(manager, token, "Cmd=ENABLE-APP&Range=NODE&JVMRoute=n1"))
                .isEqualTo(303);
        assertThat(balancer.info()).contains("Status: ENABLED");
        String button = "Cmd%3DSTOP-APP%26Range%3DCONTEXT%26JVMRoute%3Dn1%26Alias%3Dlocalhost%26Context%3D%252Fapp";
        assertThat(post(manager, token, "do=" + button)).isEqualTo(303);
        assertThat(balancer.info()).contains("Status: STOPPED");
    }

    @Test
    void I_02_I_06_links_and_forged_orders_change_nothing() {
        ManagerClient manager = start("");
        register();
        String token = manager.get("/api/v1/session").getString("token");
        String order = "Cmd=STOP-APP&Range=NODE&JVMRoute=n1";
        assertThat(manager.sendText("GET", PATH + "?" + order + "&token=" + token, "")
                        .statusCode())
                .isEqualTo(405);
        assertThat(post(manager, "0".repeat(32), order)).isEqualTo(403);
        assertThat(manager.sendText(
                                "POST",
                                PATH,
                                "token=" + token + "&" + order,
                                "Content-Type",
                                FORM,
                                "Origin",
                                "http://evil")
                        .statusCode())
                .isEqualTo(403);
        for (String forged : List.of(
                "Cmd=STOP-APP&Range=NODE&JVMRoute=*",
                "Cmd=STOP-APP&Range=NODE&JVMRoute=n1%0d%0a",
                "Cmd=STOP-APP&Range=ALL&JVMRoute=n1",
                "Cmd=STOP-APP&Range=NODE&JVMRoute=n1&JVMRoute=n2",
                "Cmd=STOP-APP&Range=DOMAIN&Domain=",
                "Cmd=CONFIG&Range=NODE&JVMRoute=n1",
                "do=x")) {
            assertThat(post(manager, token, forged)).as(forged).isIn(400, 404);
        }
        assertThat(balancer.info()).contains("Status: ENABLED");
    }

    @Test
    void raw_texts_and_refreshing_are_as_known() {
        ManagerClient manager = start("");
        register();
        assertThat(manager.sendText("GET", PATH + "?Cmd=INFO&Range=ALL", "").body())
                .isEqualTo(balancer.info());
        assertThat(manager.sendText("GET", PATH + "?Cmd=DUMP&Range=ALL", "").body())
                .startsWith("balancer: [0]");
        HttpResponse<String> again = manager.sendText("GET", PATH + "?refresh=0", "");
        assertThat(again.headers().firstValue("Refresh")).contains("10");
        assertThat(again.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(manager.sendText("HEAD", PATH, "").statusCode()).isEqualTo(200);
    }

    @Test
    void on_the_traffic_port_it_is_there_when_asked_for_and_to_look_at_only() {
        start(PATH);
        register();
        HttpResponse<String> page = balancer.get(PATH);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Node n1").doesNotContain("<form").doesNotContain("<button");
        assertThat(balancer.get(PATH + "?Cmd=STOP-APP&Range=NODE&JVMRoute=n1").statusCode())
                .isEqualTo(405);
        assertThat(balancer.traffic("POST", PATH, "").statusCode()).isEqualTo(404);
        assertThat(balancer.get("/api/v1/nodes").statusCode()).isEqualTo(404);
        assertThat(balancer.info()).contains("Status: ENABLED");
    }
}
