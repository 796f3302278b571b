package io.modcluster.balancer.manager;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.ManyNodes;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page in a real browser with three balancers, 1,000 nodes with ten contexts each, and requests. */
@Tag("long")
@Timeout(600)
@SuppressWarnings("NullAway.Init") // set by JUnit
class ThousandNodesPageIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final int MEMBERS = 3;
    private static final int DEAD = 5;
    private static final int PER_SECOND = 100;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Where each page is, and what it shows once it is complete. */
    private static final Map<String, String[]> PAGES = pages();

    private static final List<ModClusterBalancer> balancers = new ArrayList<>();
    private static ClusteredVertx cluster;
    private static ManyNodes nodes;
    private static SteadyLoad load;
    private static Browser browser;

    private static Map<String, String[]> pages() {
        Map<String, String[]> pages = new LinkedHashMap<>();
        pages.put("", new String[] {"/ 1,005", "3 / 3", "dead-0", "p50 "});
        pages.put("nodes", new String[] {"node-0", "of 1,005"});
        pages.put("reach", new String[] {"node-0", "of 1,005"});
        pages.put("contexts", new String[] {"/node-0/app-1", "of 10,005"});
        pages.put("hosts", new String[] {"localhost", "/node-0/app-1", "more"});
        pages.put("node?name=node-7", new String[] {"Node node-7", "/node-7/app-9", "As each balancer sees it"});
        pages.put("drains", new String[] {"What operators want", "node:node-8"});
        pages.put("explain?host=localhost&path=/shared/x", new String[] {"Cookie header"});
        pages.put("events", new String[] {"live", "node_registered"});
        pages.put("audit", new String[] {"Who said and did what", "CONFIG"});
        pages.put("config", new String[] {"traffic.port", "mcmp.allow"});
        return pages;
    }

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        cluster = new ClusteredVertx(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            BalancerOptions options = new BalancerOptions().setName("b" + i);
            options.getTraffic().setHost("127.0.0.1").setPort(0).setStopDelay(Duration.ZERO);
            options.getMcmp().setPort(0).setMaxNodes(2_000);
            options.getManager().setPort(0);
            balancers.add(ModClusterBalancer.create(cluster.get(i), options));
            await(balancers.get(i).start());
        }
        nodes = ManyNodes.start(ThousandNodes.NODES, ThousandNodes.CONTEXTS);
        InetSocketAddress mcmp = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), balancers.get(0).mcmpPort());
        nodes.register(mcmp);
        McmpClient client = new McmpClient(balancers.get(0).mcmpPort());
        int closed = FreePorts.find(1).get(0);
        for (int i = 0; i < DEAD; i++) {
            String who = "JVMRoute=dead-" + i;
            client.send("CONFIG", who + "&Host=127.2.0." + (i + 1) + "&Type=http&Port=" + closed);
            client.send("ENABLE-APP", who + "&Alias=localhost&Context=/dead");
            client.send("STATUS", who + "&Load=10");
        }
        ManagerClient last = new ManagerClient(balancers.get(MEMBERS - 1).managerPort());
        Awaitility.await()
                .atMost(SOON)
                .until(() -> last.get("/api/v1/nodes").getInteger("total").equals(ThousandNodes.NODES + DEAD));
        new ManagerClient(balancers.get(0).managerPort())
                .post("/api/v1/nodes/node-8/drain", new JsonObject().put("note", "kernel update"));
        LoadPlan plan = LoadPlan.get("", PER_SECOND).over(4).sending((target, connection, number) -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String path = nodes.context(random.nextInt(ThousandNodes.NODES), random.nextInt(ThousandNodes.CONTEXTS));
            return LoadPlan.get(random.nextInt(50) == 0 ? "/dead" : path).bytes(target, connection, number);
        });
        for (int i = 0; i < MEMBERS; i++) {
            plan = plan.to(
                    "b" + i,
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), balancers.get(i).trafficPort()));
        }
        load = SteadyLoad.start(plan);
    }

    @AfterAll
    static void stop() throws Exception {
        if (load != null) {
            load.close();
        }
        if (browser != null) {
            browser.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (nodes != null) {
            nodes.close();
        }
        balancers.clear();
    }

    private static void open(String place, String... shown) {
        browser.open("about:blank");
        browser.forgetConsole();
        long begun = System.nanoTime();
        browser.open("http://127.0.0.1:" + balancers.get(0).managerPort() + "/ui/#/" + place);
        if (place.startsWith("explain")) {
            browser.click("#explain");
            browser.shows("All balancers agree", "goes to");
        }
        browser.shows(shown);
        FIGURES.info(
                "page nodes=1000 contexts=10000 place={} shown_ms={} elements={}",
                place,
                Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                browser.evaluate("return document.getElementsByTagName('*').length"));
    }

    private static String file(String place, String how) {
        String name = place.isEmpty() ? "overview" : place.split("\\?", 2)[0];
        return "thousand-" + name + "-" + how;
    }

    @Test
    void each_page_is_usable_in_light_and_dark() {
        for (boolean dark : List.of(false, true)) {
            browser.prefersDark(dark);
            browser.tall(1_300);
            PAGES.forEach((place, shown) -> {
                open(place, shown);
                browser.picture(file(place, dark ? "dark" : "light"));
                browser.isAccessible();
                browser.consoleIsEmpty();
                // a list of 10,000 rows would be ten times as many
                assertThat((Long) browser.evaluate("return document.getElementsByTagName('*').length"))
                        .as("elements of %s", place)
                        .isLessThan(8_000);
            });
        }
        browser.prefersDark(false);
    }

    @Test
    void each_page_fits_a_telephone() {
        browser.sized(360, 800);
        PAGES.forEach((place, shown) -> {
            open(place, shown);
            browser.picture(file(place, "narrow"));
            // tables move within their frames
            assertThat((Long) browser.evaluate("return document.documentElement.scrollWidth"))
                    .as("width of %s", place)
                    .isLessThanOrEqualTo(360);
        });
    }

    @Test
    void a_search_among_ten_thousand_contexts_answers_while_one_types() {
        browser.tall(900);
        open("contexts", "of 10,00");
        long begun = System.nanoTime();
        browser.find("input[name=q]").sendKeys("node-777/app-3");
        browser.shows("1–1 of 1");
        FIGURES.info(
                "page nodes=1000 contexts=10000 search_ms={}",
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
        assertThat(browser.count("tbody tr")).isEqualTo(1);
        browser.consoleIsEmpty();
    }
}
