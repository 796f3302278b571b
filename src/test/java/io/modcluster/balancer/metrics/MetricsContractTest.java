package io.modcluster.balancer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Affinity;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is exported is what the page and the dashboard say, whatever nodes call themselves, and bounded. */
final class MetricsContractTest {
    private static final Path PAGE = Path.of("src/main/asciidoc/metrics.adoc");
    private static final Path DASHBOARD = Path.of("src/main/grafana/dashboard.json");

    private final Vertx vertx = Vertx.vertx();
    private final BalancerMetrics metrics = BalancerMetrics.of(vertx, "test");

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void the_page_has_each_metric_with_its_type_and_labels_and_no_other() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("^\\| `(modcluster_\\w+)` \\| (\\w+) \\| (.*?) \\| (.+)$", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE));
        while (row.find()) {
            String labels = row.group(3).equals("-") ? "" : row.group(3).replace("`", "");
            documented.add(row.group(1) + " " + row.group(2) + " [" + labels + "] " + row.group(4));
        }
        assertThat(documented)
                .isEqualTo(Arrays.stream(Metric.values())
                        .map(metric -> metric.fullName() + " "
                                + metric.type().name().toLowerCase(Locale.ROOT) + " ["
                                + String.join(" ", metric.labels()) + "] " + metric.help())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void the_dashboard_names_only_metrics_that_exist() throws IOException {
        Set<String> exported = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            exported.add(metric.fullName());
            if (metric.type() == Metric.Type.HISTOGRAM) {
                exported.add(metric.fullName() + "_bucket");
            }
        }
        try (JvmMetrics jvm = new JvmMetrics()) {
            System.gc();
            jvm.text().lines().map(line -> line.split("[{ ]", 2)[0]).forEach(exported::add);
        }
        exported.add("jvm_gc_pause_seconds_sum");

        Matcher named = Pattern.compile("\\b(modcluster|jvm|process)_\\w+").matcher(Files.readString(DASHBOARD));
        Set<String> missing = new TreeSet<>();
        int count = 0;
        while (named.find()) {
            count++;
            if (!exported.contains(named.group())) {
                missing.add(named.group());
            }
        }
        assertThat(count).isGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    @Test
    @DisplayName("I-01 names of nodes cannot break a line or pose as another one")
    void names_of_nodes_cannot_break_a_line_or_pose_as_another_one() {
        PrometheusText text = new PrometheusText();
        text.value(Metric.NODE_UP, 1, "\"><script>\n# EOF\r\u2028", "a\\\"} 1\u202e\u0000\ud83d\ude00\ud83d");

        assertThat(text.text().lines().toList())
                .hasSize(3)
                .last()
                .isEqualTo("modcluster_node_up{balancer=\"\\\"><script>\\\\u000a# EOF\\\\u000d\\\\u2028\","
                        + "node=\"a\\\\\\\"} 1\\\\u202e\\\\u0000\ud83d\ude00\\\\ud83d\"} 1");
    }

    @Test
    void a_request_is_counted_where_it_went_and_how_it_ended() {
        RequestMetrics requests = metrics.requests();
        requests.began();
        requests.began();
        requests.tried("shop", new JvmRoute("n1"), Affinity.HIT);
        requests.failed("shop", new JvmRoute("n1"), FailureKind.CONNECT_FAILED);
        requests.tried("shop", new JvmRoute("n2"), Affinity.MOVED);
        requests.ended("shop", new JvmRoute("n2"), 200, null, TimeUnit.MILLISECONDS.toNanos(30));
        requests.ended(null, null, 404, FailureKind.NO_CONTEXT, 10);

        assertThat(written())
                .contains(
                        "modcluster_requests_total{balancer=\"shop\",node=\"n2\",status=\"2xx\"} 1\n",
                        "modcluster_requests_total{balancer=\"\",node=\"\",status=\"4xx\"} 1\n",
                        "modcluster_tries_total{balancer=\"shop\",node=\"n1\"} 1\n",
                        "modcluster_failed_tries_total{balancer=\"shop\",node=\"n1\"} 1\n",
                        "modcluster_failures_total{kind=\"connect_failed\"} 1\n",
                        "modcluster_request_errors_total{kind=\"no_context\"} 1\n",
                        "modcluster_affinity_total{balancer=\"shop\",affinity=\"moved\"} 1\n",
                        "modcluster_requests_in_flight 0\n",
                        "modcluster_request_duration_seconds_bucket{balancer=\"shop\",le=\"0.025\"} 0\n",
                        "modcluster_request_duration_seconds_bucket{balancer=\"shop\",le=\"0.05\"} 1\n",
                        "modcluster_request_duration_seconds_bucket{balancer=\"shop\",le=\"+Inf\"} 1\n",
                        "modcluster_request_duration_seconds_sum{balancer=\"shop\"} 0.03\n",
                        "modcluster_request_duration_seconds_count{balancer=\"shop\"} 1\n");
    }

    @Test
    void what_there_is_no_room_for_is_counted_as_other() {
        for (int i = 0; i < RequestMetrics.MAX_NODES + 5; i++) {
            metrics.requests().tried("shop", new JvmRoute("n" + i), Affinity.NONE);
        }
        for (int i = 0; i < RequestMetrics.MAX_BALANCERS + 5; i++) {
            metrics.requests().ended("b" + i, null, 200, null, 1);
        }
        for (int i = 0; i < 105; i++) {
            metrics.counter(Metric.MCMP_COMMANDS, "M" + i + "|ok").increment();
        }

        String text = written();
        assertThat(text)
                .contains(
                        "modcluster_tries_total{balancer=\"shop\",node=\"other\"} 5\n",
                        "modcluster_requests_total{balancer=\"other\",node=\"\",status=\"2xx\"} 6\n",
                        "modcluster_mcmp_commands_total{method=\"other\",result=\"other\"} 5\n");
        assertThat(text.lines().filter(line -> line.startsWith("modcluster_tries_total{")))
                .hasSize(RequestMetrics.MAX_NODES + 1);
    }

    @Test
    void a_node_that_is_gone_makes_room() {
        metrics.requests().tried("shop", new JvmRoute("n-gone"), Affinity.NONE);
        metrics.requests().forget(new JvmRoute("n-gone"));

        assertThat(written()).doesNotContain("n-gone");
    }

    @Test
    void the_longest_delay_of_an_event_loop_is_forgotten_in_time() {
        long[] now = {0};
        EventLoopLag lag = new EventLoopLag(() -> now[0]);
        lag.late(TimeUnit.SECONDS.toNanos(2));
        now[0] = TimeUnit.SECONDS.toNanos(11);
        assertThat(lag.seconds()).isEqualTo(2);
        now[0] = TimeUnit.SECONDS.toNanos(22);
        assertThat(lag.seconds()).isZero();
    }

    private String written() {
        PrometheusText text = new PrometheusText();
        metrics.write(text);
        return text.text();
    }
}
