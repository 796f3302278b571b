package io.modcluster.balancer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerRulesTest {
    private static final String TOKEN = "operator:ci=0123456789abcdef";

    private final BalancerOptions options = new BalancerOptions();

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3", "::", "manager.example"})
    void an_open_manager_on_a_public_address_is_refused_with_what_to_set(String host) {
        options.getManager().setHost(host);
        assertThatThrownBy(options::validate)
                .isInstanceOf(OptionsProblems.class)
                .hasMessageContaining("manager.host: \"" + host + "\"")
                .hasMessageContaining("manager.tokens, manager.users or manager.tls-client-ca");
        options.getManager().setTokens(List.of(TOKEN));
        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.9", "::1"})
    void a_manager_on_this_machine_needs_no_login(String host) {
        options.getManager().setHost(host);
        assertThatCode(options::validate).doesNotThrowAnyException();
    }

    @Test
    void half_of_tls_is_refused() {
        options.getManager().setTlsCertificate("certificate.pem");
        assertThatThrownBy(options::validate).hasMessageContaining("manager.tls-key");
        options.getManager().setTlsCertificate("").setTlsClientCa("ca.pem");
        assertThatThrownBy(options::validate).hasMessageContaining("manager.tls-certificate and manager.tls-key too");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example/hunter2 hunter2",
                "https://hooks.example/{hunter2}",
                "https://hooks.example:99999/hunter2",
                "ftp://hooks.example/hunter2"
            })
    void an_address_of_a_webhook_is_in_no_message(String address) {
        assertThatThrownBy(() ->
                        BalancerOptions.of(List.of(new Setting("events.webhooks", new Setting.Text(address), "--set"))))
                .isInstanceOf(OptionsProblems.class)
                .satisfies(wrong -> assertThat(wrong.getMessage())
                        .contains("events.webhooks")
                        .doesNotContain("hunter2"));
    }

    @Test
    void a_token_is_in_no_message() {
        options.getManager().setTokens(List.of(TOKEN, "viewer:eve=0123456789abcdef"));
        assertThatThrownBy(options::validate).satisfies(wrong -> assertThat(wrong.getMessage())
                .contains("manager.tokens")
                .doesNotContain("0123456789abcdef"));
        assertThat(options.toString()).doesNotContain("0123456789abcdef");
        assertThatThrownBy(() -> BalancerOptions.of(
                        List.of(new Setting("manager.tokens", new Setting.Text("ci=hunter2hunter2hunter2"), "--set"))))
                .satisfies(wrong -> assertThat(wrong.getMessage()).doesNotContain("hunter2"));
    }
}
