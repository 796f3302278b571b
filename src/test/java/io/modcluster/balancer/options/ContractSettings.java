package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionsContractTest.text;

import java.util.ArrayList;
import java.util.List;

/** Sets one option, and those without which it would be wrong. */
final class ContractSettings {
    private ContractSettings() {}

    static List<Setting> of(String name, String other) {
        List<Setting> settings = new ArrayList<>(List.of(text(name, written(name, other))));
        if (name.equals("cluster.enabled")) {
            settings.addAll(List.of(text("cluster.name", "shop"), text("cluster.members", "10.1.2.4")));
        }
        if (name.equals("proxy-protocol.enabled")) {
            settings.add(text("proxy-protocol.trusted", "10.1.0.0/16"));
        }
        if (name.equals("advertise.enabled")) {
            settings.add(text("advertise.interface", "lo"));
        }
        if (name.equals("tls.client-auth")) {
            settings.add(text("tls.client-trust", "issuers.pem"));
        }
        if (name.equals("tls.redirect")) {
            settings.add(text("tls.certificates", "[{\"certificate\":\"a.pem\",\"key\":\"a.key\"}]"));
        }
        if (name.startsWith("manager.tls-")) {
            settings.add(0, text("manager.tls-key", "key.pem"));
            settings.add(0, text("manager.tls-certificate", "certificate.pem"));
        }
        if (name.equals("nodes-tls.certificate")) {
            settings.add(text("nodes-tls.key", "conf/client.key"));
        }
        if (name.equals("nodes-tls.key")) {
            settings.add(text("nodes-tls.certificate", "conf/client.pem"));
        }
        return settings;
    }

    /** As text of a source without types. */
    private static String written(String name, String shown) {
        return switch (name) {
            case "request.id-header" -> "";
            case "nodes", "balancers", "limits", "tls.certificates" -> shown;
            case "manager.tokens" -> "operator:ci=0123456789abcdef, viewer:eve=abcdef0123456789";
            case "explain.secret" -> "0123456789abcdef";
            case "events.webhooks" -> "https://example.com/hook";
            case "ajp.secrets" -> "node:n1=one, lbgroup:A=two, balancer:shop=three";
            default -> shown.replaceAll("[\\[\\]]", "");
        };
    }
}
