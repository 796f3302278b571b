package io.modcluster.balancer.manager;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RecordingNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page in a real browser, with two balancers that share one table. */
@Timeout(180)
class ManagerPageIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'\u202egnp\ud83d\ude00";

    private static final List<ModClusterBalancer> balancers = new ArrayList<>();
    private static final List<RecordingNode> nodes = new ArrayList<>();
    private static ClusteredVertx cluster;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        cluster = new ClusteredVertx(2);
        for (int i = 0; i < 2; i++) {
            BalancerOptions options = new BalancerOptions().setName("b" + i);
            options.getTraffic().setHost("127.0.0.1").setPort(0).setStopDelay(Duration.ZERO);
            options.getMcmp().setPort(0);
            options.getManager().setPort(0);
            balancers.add(ModClusterBalancer.create(cluster.get(i), options));
            await(balancers.get(i).start());
        }
        McmpClient mcmp = new McmpClient(balancers.get(0).mcmpPort());
        for (int i = 1; i <= 3; i++) {
            RecordingNode node = RecordingNode.start("n" + i);
            nodes.add(node);
            assertThat(mcmp.send(
                            "CONFIG", "JVMRoute=n" + i + "&Host=127.0.0.1&Type=http&Domain=blue&Port=" + node.port()))
                    .startsWith("200");
            for (String context : List.of("/shop", "/admin")) {
                assertThat(mcmp.send(
                                "ENABLE-APP", "JVMRoute=n" + i + "&Alias=shop.example,localhost&Context=" + context))
                        .startsWith("200");
            }
            Awaitility.await().atMost(SOON).until(() -> mcmp.send("STATUS", "JVMRoute=" + node.name() + "&Load=50")
                    .contains("State=OK"));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        for (RecordingNode node : nodes) {
            node.close();
        }
        // whoever runs this class again begins anew
        nodes.clear();
        balancers.clear();
    }

    private static Browser open(int member, String place) {
        // another document, so that nothing of the page before is left
        browser.open("about:blank");
        browser.forgetConsole();
        return browser.open("http://127.0.0.1:" + balancers.get(member).managerPort() + "/ui/#/" + place);
    }

    private static List<Wish> wishesAt(int member) {
        return await(balancers.get(member).intents()).stream().map(Intent::wish).toList();
    }

    @Test
    void the_overview_tells_how_it_is_in_light_and_dark() {
        browser.prefersDark(false);
        open(0, "").shows("Nodes up", "3 / 3", "2 / 2", "one table", "local (operator)", "live");
        browser.picture("overview-light");
        browser.isAccessible();
        browser.prefersDark(true);
        browser.picture("overview-dark");
        browser.isAccessible();
        browser.prefersDark(false);
        browser.consoleIsEmpty();
    }

    @Test
    void the_overview_tells_what_is_served_and_how_fast() throws Exception {
        String address = "http://127.0.0.1:" + balancers.get(0).trafficPort() + "/shop/";
        java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient();
        open(0, "").shows("Requests per second", "Errors per second", "Latency p99");
        for (int i = 0; i < 50; i++) {
            assertThat(http.send(
                                    java.net.http.HttpRequest.newBuilder(java.net.URI.create(address))
                                            .build(),
                                    java.net.http.HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            open(1, "").shows("p50 ");
            // those of b0, seen at b1
            assertThat(browser.find(".cards").getText())
                    .containsPattern("Requests per second\n[0-9.]*[1-9]")
                    .containsPattern("Latency p99\n[0-9.]+ ms");
        });
    }

    @Test
    void the_grid_and_the_hosts_are_searched() {
        open(0, "reach").shows("Which balancer reaches which node", "n1", "n3", "b0", "b1");
        browser.picture("reach");
        browser.isAccessible();
        open(0, "reach?unreached=true").shows("each balancer reaches all of them");
        open(0, "hosts").shows("shop.example", "/admin", "of 2");
        browser.find("input[name=q]").sendKeys("shop.ex");
        browser.shows("of 1");
        browser.picture("hosts");
        browser.isAccessible();
        browser.consoleIsEmpty();
    }

    @Test
    void a_context_that_is_disabled_here_is_disabled_at_the_other_balancer() {
        open(0, "contexts").shows("/shop", "/admin", "of 12");
        browser.find("input[name=q]").sendKeys("/admin");
        browser.shows("of 6");
        browser.find("input[name=q]").clear();
        browser.find("input[name=q]").sendKeys("n2");
        browser.shows("of 4");
        browser.picture("contexts");
        browser.isAccessible();

        browser.click("[data-action=disable][aria-label$='shop on n2']");
        browser.find("dialog #note").sendKeys("kernel update");
        browser.picture("dialog");
        browser.isAccessible();
        browser.click("dialog #confirm");

        browser.shows("done", "disabled", "kernel update");
        Awaitility.await().atMost(SOON).until(() -> wishesAt(1).contains(Wish.DISABLE));
        open(1, "contexts?q=n2").shows("kernel update", "disabled");
        browser.click("[data-action=enable][aria-label$='shop on n2']");
        browser.click("dialog #confirm");
        browser.shows("done");
        Awaitility.await().atMost(SOON).until(() -> !wishesAt(0).contains(Wish.DISABLE));
        browser.consoleIsEmpty();
    }

    @Test
    void the_buttons_of_the_classic_page_work_in_a_browser() {
        browser.open("http://127.0.0.1:" + balancers.get(0).managerPort() + "/mod_cluster_manager");
        browser.shows("Node n2", "/admin, Status: ENABLED");
        browser.click("button[value*='DISABLE-APP'][value*='Range=CONTEXT&JVMRoute=n2'][value*='admin']");
        browser.shows("/admin, Status: DISABLED");
        browser.click("button[value*='ENABLE-APP'][value*='Range=CONTEXT&JVMRoute=n2'][value*='admin']");
        Awaitility.await().atMost(SOON).until(() -> !wishesAt(0).contains(Wish.DISABLE));
    }

    @Test
    void a_node_is_drained_to_the_end() {
        open(0, "nodes").shows("n1", "n2", "n3", "2 / 2");
        browser.picture("nodes");
        browser.isAccessible();
        open(0, "node?name=n3").shows("Node n3", "As each balancer sees it", "/shop");
        browser.picture("node");
        browser.isAccessible();
        browser.click("[data-action=drain][aria-label='drain n3']");
        browser.evaluate("document.querySelectorAll('dialog input')[1].value = '1s'");
        browser.click("dialog #confirm");
        browser.shows("drain n3");

        open(1, "drains").shows("node:n3", "drained");
        browser.picture("drains");
        browser.isAccessible();
        Awaitility.await().atMost(SOON).until(() -> wishesAt(1).contains(Wish.STOP));
        open(0, "node?name=n3").shows("stopped");
        browser.click("[data-action=enable][aria-label='enable n3']");
        browser.click("dialog #confirm");
        browser.shows("up");
        browser.consoleIsEmpty();
    }

    @Test
    void a_request_is_explained_by_both_balancers() {
        open(0, "explain?host=shop.example&path=/shop/cart").shows("Cookie header");
        browser.find("input[name=cookie]").sendKeys("JSESSIONID=abc.n2");
        browser.click("#explain");
        browser.shows("All balancers agree", "goes to n2", "the node of its session", "As b0", "As b1");
        browser.picture("explain");
        browser.isAccessible();
        assertThat(browser.evaluate("return location.href").toString()).doesNotContain("JSESSIONID");
        browser.consoleIsEmpty();
    }

    @Test
    void the_keyboard_stays_where_it_was_when_something_changes() {
        open(0, "contexts?q=n1").shows("of 4", "live");
        browser.evaluate("document.querySelector(\"[data-action=stop][aria-label$='admin on n1']\").focus()");
        browser.evaluate("window.was = document.activeElement");
        Awaitility.await().atMost(SOON).until(() -> browser.evaluate("return window.was.isConnected")
                .equals(false));

        Awaitility.await()
                .atMost(SOON)
                .until(() -> browser.evaluate("return document.activeElement.getAttribute('aria-label')") != null);
        assertThat(browser.evaluate("return document.activeElement.getAttribute('aria-label')"))
                .asString()
                .endsWith("admin on n1");
    }

    @Test
    void events_come_as_they_happen_and_the_audit_knows_who() {
        open(0, "events").shows("live", "node_registered");
        browser.picture("events");
        browser.isAccessible();
        new McmpClient(balancers.get(1).mcmpPort())
                .send("DISABLE-APP", "JVMRoute=n1&Alias=shop.example,localhost&Context=/admin");
        browser.shows("context_changed", "ENABLED → DISABLED");
        new McmpClient(balancers.get(1).mcmpPort())
                .send("ENABLE-APP", "JVMRoute=n1&Alias=shop.example,localhost&Context=/admin");
        open(0, "audit").shows("DISABLE-APP", "CONFIG", "n1");
        browser.picture("audit");
        browser.isAccessible();
        browser.consoleIsEmpty();
    }

    @Test
    void a_page_behind_another_lets_go_of_its_connection_and_hears_later_what_happened() {
        open(0, "events").find("#live.on");
        String look = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
                + "document.dispatchEvent(new Event('visibilitychange'))";
        browser.evaluate(look.formatted(true));
        browser.shows("not connected");
        String change = "JVMRoute=n2&Alias=localhost&Context=/away";
        new McmpClient(balancers.get(0).mcmpPort()).send("DISABLE-APP", change);
        browser.evaluate(look.formatted(false));
        browser.shows("/away");
        browser.find("#live.on");
    }

    @Test
    void every_file_of_the_page_is_served_and_no_other() throws Exception {
        java.nio.file.Path folder = java.nio.file.Path.of("src", "main", "resources", "webroot");
        ManagerClient manager = new ManagerClient(balancers.get(0).managerPort());
        try (java.util.stream.Stream<java.nio.file.Path> files = java.nio.file.Files.walk(folder)) {
            List<String> names = files.filter(java.nio.file.Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
            assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(
                            manager.sendText("GET", "/ui/" + name, "").statusCode())
                    .as(name)
                    .isEqualTo(200));
        }
        for (String other : List.of("../api/openapi.yaml", "%2e%2e/api/openapi.yaml", "js/", "js/none.js", "pom.xml")) {
            assertThat(manager.sendText("GET", "/ui/" + other, "").statusCode())
                    .as(other)
                    .isEqualTo(404);
        }
    }

    @Test
    void what_others_sent_is_text() {
        String name = URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8);
        open(0, "node?name=" + name).shows("<img src=x", "\\u202e");
        open(0, "contexts?q=" + name).shows("no context is so");

        assertThat(browser.count("main img")).isZero();
        assertThat(browser.evaluate("return document.querySelector('input[name=q]').value"))
                .isEqualTo(HOSTILE);
    }

    @Test
    void options_are_shown_with_where_they_were_set() {
        open(0, "config").shows("traffic.port", "mcmp.allow");
        browser.find("input[type=search]").sendKeys("overload");
        browser.shows("overload.refuse-requests-at");
        browser.picture("config");
        browser.isAccessible();
        browser.consoleIsEmpty();
    }
}
