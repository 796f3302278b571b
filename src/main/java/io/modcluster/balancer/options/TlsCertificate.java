package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/**
 * An element of {@code tls.certificates}.
 *
 * @param certificate path of a PEM file: the certificate of the server first, then those of its issuers
 * @param key         path of a PEM file with its private key, which nobody else on the machine may read
 */
public record TlsCertificate(String certificate, String key) {
    /** As a configuration file has it. */
    public JsonObject toJson() {
        return new JsonObject().put("certificate", certificate).put("key", key);
    }
}
