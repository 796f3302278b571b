package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AjpOptionsTest {
    @Test
    void the_narrower_secret_holds() {
        AjpOptions.SecretsOfNodes secrets = new AjpOptions()
                .setSecret("all")
                .setSecrets(List.of("node:n1=one", "lbgroup:A=group", "balancer:shop=a=b,c:d"))
                .secretsOfNodes();

        assertThat(secrets.of("n1", "A", "shop")).isEqualTo("one");
        assertThat(secrets.of("n2", "A", "shop")).isEqualTo("group");
        assertThat(secrets.of("n2", "", "shop")).isEqualTo("a=b,c:d");
        assertThat(secrets.of("n2", "B", "other")).isEqualTo("all");
        assertThat(new AjpOptions().secretsOfNodes().of("n1", "", "shop")).isEmpty();
    }

    @Test
    @DisplayName("I-05 secrets are shown nowhere")
    void secrets_are_shown_nowhere() {
        BalancerOptions options = new BalancerOptions();
        options.getAjp().setSecret("pssst1").setSecrets(List.of("node:n1=pssst2"));

        assertThat(options.toString() + options.getAjp())
                .doesNotContain("pssst")
                .contains("***");
        assertThat(BalancerOptions.keys())
                .allSatisfy(key -> assertThat(key.show(options)).doesNotContain("pssst"));
        assertThat(options.toJson().encode()).contains("pssst1", "pssst2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ajp.secert", "ajp.secrets.node", "ajp.secret.n1"})
    void what_was_meant_for_a_secret_is_not_shown(String key) {
        assertThatThrownBy(() -> BalancerOptions.of(List.of(new Setting(key, new Setting.Text("pssst"), "test"))))
                .isInstanceOf(OptionsProblems.class)
                .message()
                .contains(key)
                .doesNotContain("pssst");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pssst",
                "n1=pssst",
                "route:n1=pssst",
                "node:=pssst",
                "node:n1=",
                "node:n1=pssst\u0007",
                "node:n1=pssstpssstpssstpssstpssstpssstpssstpssstpssstpssstpssstpssstpssst"
            })
    void a_secret_that_is_wrong_is_not_shown_either(String wrong) {
        BalancerOptions options = new BalancerOptions();
        options.getAjp().setSecrets(List.of(wrong));

        assertThatThrownBy(options::validate)
                .isInstanceOf(OptionsProblems.class)
                .message()
                .contains("ajp.secrets", "node:NAME=SECRET")
                .doesNotContain("pssst");
        assertThatThrownBy(() -> BalancerOptions.of(
                        List.of(new Setting("ajp.secret", new Setting.Text("pssst".repeat(13)), "test"))))
                .isInstanceOf(OptionsProblems.class)
                .message()
                .contains("0..64")
                .doesNotContain("pssst");
    }
}
