package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private final List<Figures> figures = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();

    private void measured(String benchCase, String proxy, double cpu, double perSecond, double foreign) {
        LoadResult load = new LoadResult((long) perSecond, 1, 0, 1, cpu, cpu);
        figures.add(new Figures(benchCase, proxy, 1 + figures.size() / 2, load, cpu, 0, 1, 6000, -1, foreign));
    }

    private void measured(String benchCase, String proxy, double cpu, double perSecond) {
        measured(benchCase, proxy, cpu, perSecond, 0);
    }

    private List<String> known() {
        return Targets.of(new Measured(figures, facts)).stream()
                .filter(Target::isKnown)
                .map(Target::toString)
                .toList();
    }

    @Test
    void every_case_that_undertow_can_do_is_held_against_it() {
        measured("h2", "us", 20.04, 1);
        measured("h2", "undertow", 20, 1);
        measured("websocket", "us", 21, 1);
        measured("websocket", "undertow", 20, 1);
        measured("us-alone", "us", 1, 1);

        assertThat(known())
                .containsExactly(
                        "met      8  CPU of h2, of undertow's: 1.00 (at most 1.00); rounds 1.00 to 1.00",
                        "MISSED   8  CPU of websocket, of undertow's: 1.05 (at most 1.00); rounds 1.05 to 1.05");
    }

    @Test
    void nginx_and_haproxy_have_bounds_of_their_own() {
        for (String each : List.of("13b", "post", "100k", "1m")) {
            measured(each, "us", 12, 1);
            measured(each, "nginx", 10, 1);
        }
        measured("100k", "us", 12, 1);
        measured("100k", "haproxy", 10, 1);

        assertThat(known())
                .filteredOn(line -> line.contains("CPU"))
                .extracting(line -> line.substring(0, line.indexOf(';')))
                .containsExactly(
                        "met      8  CPU of 13b, of nginx's: 1.20 (at most 1.25)",
                        "met      8  CPU of post, of nginx's: 1.20 (at most 1.25)",
                        "MISSED   8  CPU of 100k, of nginx's: 1.20 (at most 1.00)",
                        "met      8  CPU of 100k, of haproxy's: 1.20 (at most 1.25)",
                        "MISSED   8  CPU of 1m, of nginx's: 1.20 (at most 1.00)");
    }

    @Test
    void p99_and_memory_are_among_them() {
        measured("rate", "us", 3, 1);
        measured("rate", "undertow", 2, 1);
        measured("13b", "us", 1, 1);
        facts.add(new Fact("idle", "us", "more for each connection", 9, "KiB"));

        assertThat(known())
                .contains(
                        "MISSED   8  p99 of rate, of undertow's: 1.50 (at most 1.00)",
                        "met      8  KiB of an idle connection: 9.00 (at most 15.00)",
                        "MISSED   8  kB allocated by a request: 6.00 (at most 5.35)");
    }

    @Test
    void large_tables_may_cost_a_twentieth() {
        facts.add(new Fact("tables", "us", "CPU per request, 10000-one to 10-one", 104.9, "%"));
        facts.add(new Fact("tables", "us", "CPU per request, 10000-any to 10-any", 250, "%"));
        facts.add(new Fact("tables", "undertow", "CPU per request, 10000-wide to 10-any", 90, "%"));

        assertThat(known())
                .containsExactly(
                        "met      8  CPU of 10000-one, of that of 10-one: 1.05 (at most 1.05); one path",
                        "MISSED   8  CPU of 10000-any, of that of 10-any: 2.50 (at most 1.05);"
                                + " each request to another of 1,000 nodes");
    }

    @Test
    void ajp_is_held_against_http_and_both_against_a_client_without_a_proxy() {
        measured("tomcat-http-post", "us", 50, 10_000);
        measured("tomcat-http-post", "raw", 9, 20_000);
        measured("tomcat-ajp-post", "us", 56, 2_000);
        measured("tomcat-ajp-post", "raw", 15, 4_000);
        measured("tomcat-ajp-post-rate", "us", 56, 1_000);
        measured("tomcat-http-post-rate", "us", 50, 1_000);

        assertThat(known())
                .containsExactly(
                        "MISSED   6  CPU of tomcat-ajp-post, of tomcat-http-post: 1.12 (at most 1.10);"
                                + " of the raw client 1.67",
                        "met      6  CPU of tomcat-ajp-post, of tomcat-http-post and what raw takes more:"
                                + " 1.00 (at most 1.10)",
                        "MISSED   6  requests a second of tomcat-ajp-post, of tomcat-http-post: 0.20 (at least 0.90);"
                                + " without a proxy 0.20",
                        "met      6  share of raw of tomcat-ajp-post, of that share of tomcat-http-post: 1.00 (at least 0.90)",
                        "MISSED   6  CPU of tomcat-ajp-post-rate, of tomcat-http-post-rate: 1.12 (at most 1.10)");
    }

    @Test
    void httpd_is_a_bound_over_ajp_only() {
        for (String each : List.of("tomcat-http", "tomcat-ajp", "tomcat-large-post")) {
            measured(each, "us", 20, 1);
            measured(each, "httpd", 19, 1);
        }

        assertThat(known())
                .filteredOn(line -> line.contains("httpd"))
                .containsExactly(
                        "MISSED   6  CPU of tomcat-ajp, of httpd's: 1.05 (at most 1.00); rounds 1.05 to 1.05",
                        "MISSED   6  CPU of tomcat-large-post, of httpd's: 1.05 (at most 1.00); rounds 1.05 to 1.05");
    }

    @Test
    void disturbed_rounds_count_only_where_there_are_no_others() {
        measured("h2", "us", 90, 1, 0.9);
        measured("h2", "us", 10, 1);
        measured("h2", "undertow", 20, 1, 0.9);

        assertThat(known()).singleElement().asString().startsWith("met      8  CPU of h2, of undertow's: 0.50");
    }

    @Test
    void what_was_not_measured_is_told_and_not_counted_as_met() {
        List<Target> targets = Targets.of(new Measured(List.of(), List.of()));

        assertThat(targets).hasSizeGreaterThan(30).noneMatch(Target::isMet);
        assertThat(Targets.text(targets))
                .contains("unknown  8  CPU of 13b, of nginx's: not measured (at most 1.25)\n")
                .endsWith("0 of 0 targets met, " + targets.size() + " not measured\n");
    }
}
