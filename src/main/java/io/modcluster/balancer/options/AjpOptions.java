package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.options.AjpSecret.Scope;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options {@code ajp.*}: what nodes with an AJP connector want. Secrets are shown nowhere. */
public final class AjpOptions extends StrictOptions<AjpOptions> {
    /** Secret that AJP nodes want from the balancer: 0..64 printable ASCII characters. Default "", none. */
    public static final String DEFAULT_SECRET = "";
    /** Secrets of single nodes, LBGroups or balancers. Default none. */
    public static final List<String> DEFAULT_SECRETS = List.of();
    /** Longest AJP packet, as the connectors of the nodes have it: 8 KiB..64 KiB. Default 8 KiB. */
    public static final int DEFAULT_PACKET_SIZE = 8 * 1024;

    private String secret = DEFAULT_SECRET;
    private List<String> secrets = DEFAULT_SECRETS;
    private int packetSize = DEFAULT_PACKET_SIZE;

    /** The defaults. */
    public AjpOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public AjpOptions(AjpOptions other) {
        AjpKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public AjpOptions(JsonObject json) {
        OptionsProblems.throwIfAny(AjpKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_SECRET}. */
    public String getSecret() {
        return secret;
    }

    /** See {@link #DEFAULT_SECRET}. */
    public AjpOptions setSecret(String secret) {
        this.secret = requireNonNull(secret, "secret");
        return this;
    }

    /** Elements {@code node:NAME=SECRET}, {@code lbgroup:NAME=SECRET}, {@code balancer:NAME=SECRET}. */
    public List<String> getSecrets() {
        return secrets;
    }

    /** See {@link #getSecrets()}. */
    public AjpOptions setSecrets(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
        return this;
    }

    /** See {@link #DEFAULT_PACKET_SIZE}. */
    public int getPacketSize() {
        return packetSize;
    }

    /** See {@link #DEFAULT_PACKET_SIZE}. */
    public AjpOptions setPacketSize(int packetSize) {
        this.packetSize = packetSize;
        return this;
    }

    /** The secrets as they are now, to be asked for each node. */
    public SecretsOfNodes secretsOfNodes() {
        Map<String, String> byKey = new HashMap<>();
        for (String element : secrets) {
            AjpSecret parsed = AjpSecret.parse(element);
            byKey.put(parsed.key(), parsed.secret());
        }
        return new SecretsOfNodes(byKey, secret);
    }

    /** Who gets which secret. Any thread. */
    public static final class SecretsOfNodes {
        private final Map<String, String> byKey;
        private final String otherwise;

        private SecretsOfNodes(Map<String, String> byKey, String otherwise) {
            this.byKey = byKey;
            this.otherwise = otherwise;
        }

        /** The secret of a node, empty for none: its own, else that of its LBGroup, of its balancer, of all. */
        public String of(String route, String lbGroup, String balancer) {
            String ofNode = byKey.get(Scope.NODE.prefix() + route);
            String ofGroup = ofNode != null ? ofNode : byKey.get(Scope.LBGROUP.prefix() + lbGroup);
            String ofBalancer = ofGroup != null ? ofGroup : byKey.get(Scope.BALANCER.prefix() + balancer);
            return ofBalancer != null ? ofBalancer : otherwise;
        }
    }

    @Override
    OptionTable<AjpOptions> table() {
        return AjpKeys.TABLE;
    }

    @Override
    AjpOptions self() {
        return this;
    }
}
