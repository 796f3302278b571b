package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionsContractTest.text;
import static io.modcluster.balancer.options.OptionsPartsTest.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.domain.routing.HashKey;
import io.modcluster.balancer.domain.routing.PolicyName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalancingOptionsTest {
    @Test
    void each_part_keeps_the_contract_by_itself() {
        part(new BalancingOptions().setHashOn("cookie:uid"), BalancingOptions::new, BalancingOptions::new);
        part(new StickyRulingOptions().setCookie("sid"), StickyRulingOptions::new, StickyRulingOptions::new);
        part(new RouteCookieOptions().setHttpOnly(false), RouteCookieOptions::new, RouteCookieOptions::new);
        part(new NamedBalancerOptions().setName("shop"), NamedBalancerOptions::new, NamedBalancerOptions::new);
    }

    @Test
    void a_balancer_takes_what_it_does_not_say_from_the_defaults_of_all() {
        BalancerOptions options = read(
                "balancing.policy=round-robin",
                "balancing.slow-start=30s",
                "balancing.cookie.name=NODE",
                "balancing.cookie.same-site=strict",
                "balancers=[{\"name\":\"shop\",\"policy\":\"load\",\"cookie\":{\"same-site\":\"lax\"}}]");

        BalancingOptions shop = options.getBalancers().get(0).getRules().over(options.getBalancing());

        assertThat(shop.getPolicy())
                .as("said, though it is the default of the option")
                .isEqualTo(PolicyName.LOAD);
        assertThat(shop.getSlowStart()).isEqualTo(Duration.ofSeconds(30));
        assertThat(shop.getCookie().getName()).isEqualTo("NODE");
        assertThat(shop.getCookie().getSameSite()).isEqualTo(RouteCookieOptions.SameSite.LAX);
        assertThat(options.getBalancing().getPolicy()).isEqualTo(PolicyName.ROUND_ROBIN);
    }

    @ParameterizedTest
    @CsvSource({"source, SOURCE, ''", "header:X-User, HEADER, X-User", "cookie:uid, COOKIE, uid"})
    void a_hash_key_is_read(String text, HashKey.From from, String name) {
        assertThat(read("balancing.hash-on=" + text).getBalancing().hashKey()).isEqualTo(new HashKey(from, name));
    }

    @ParameterizedTest
    @CsvSource({
        "balancing.policy=fastest, balancing.policy",
        "balancing.hash-on=header:, balancing.hash-on",
        "balancing.hash-on=header:a b, balancing.hash-on",
        "balancing.slow-start=10ms, balancing.slow-start",
        "balancing.cookie.name=a;b, balancing.cookie.name",
        "balancing.cookie.path=/a;b, balancing.cookie.path",
        "balancing.cookie.path=a, balancing.cookie.path",
        "balancing.cookie.name=JSESSIONID, balancing.cookie.name",
    })
    void what_cannot_be_is_refused(String assignment, String key) {
        assertThat(problemsOf(assignment)).extracting(OptionsProblem::key).containsExactly(key);
    }

    @Test
    void options_that_contradict_each_other_are_refused_wherever_they_stand() {
        String none = "balancers=[{\"name\":\"shop\",\"cookie\":{\"same-site\":\"none\",\"secure\":\"never\"}}]";
        assertThat(problemsOf("balancing.cookie.name=NODE", none))
                .extracting(OptionsProblem::key)
                .containsExactly("balancers[0].cookie.same-site");
        assertThat(problemsOf("balancing.cookie.name=NODE", "balancing.sticky.enabled=no"))
                .extracting(OptionsProblem::key)
                .containsExactly("balancing.cookie.name");
        assertThat(problemsOf("balancing.cookie.name=sid", "balancing.sticky.cookie=sid"))
                .extracting(OptionsProblem::key)
                .containsExactly("balancing.cookie.name");
    }

    @Test
    void two_entries_of_one_balancer_and_one_without_a_name_are_refused() {
        assertThat(problemsOf("balancers=[{\"name\":\"a\"},{\"name\":\"a\"},{\"policy\":\"load\"},7]"))
                .extracting(OptionsProblem::key)
                .containsExactly("balancers[1].name", "balancers[2].name", "balancers[3]");
    }

    @Test
    void a_secret_that_is_too_short_is_refused_and_none_is_shown() {
        assertThat(problemsOf("balancing.cookie.name=NODE", "balancing.cookie-secret=tooshort"))
                .singleElement()
                .asString()
                .contains("balancing.cookie-secret", "16 characters")
                .doesNotContain("tooshort");
        assertThat(read("balancing.cookie-secret=0123456789abcdef")).asString().doesNotContain("0123456789abcdef");
    }

    private static BalancerOptions read(String... assignments) {
        List<Setting> settings = new ArrayList<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            settings.add(text(assignment.substring(0, equals), assignment.substring(equals + 1)));
        }
        return BalancerOptions.of(settings);
    }

    private static List<OptionsProblem> problemsOf(String... assignments) {
        return catchThrowableOfType(OptionsProblems.class, () -> read(assignments))
                .problems();
    }
}
