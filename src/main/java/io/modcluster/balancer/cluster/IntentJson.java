package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Wish;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/**
 * An operator's intent as text. Canonical: the same intent is the same text at every member, with the fields in the order of
 * their names. Balancers of a later version may add fields; {@link IntentEntries} keeps them.
 */
final class IntentJson {
    static final int VERSION = 1;

    private IntentJson() {}

    static String write(Register<Intent> said) {
        Intent intent = said.value();
        return new JsonObject(new TreeMap<>())
                .put("at", StampText.write(said.stamp()))
                .put("note", intent.note())
                .put("target", intent.target().text())
                .put("v", VERSION)
                .put("wish", intent.wish().name())
                .encode();
    }

    /** Fails with some {@link RuntimeException} on a text that {@link #write} would not make. */
    static Register<Intent> read(JsonObject json) {
        Intent intent = new Intent(
                IntentTarget.of(json.getString("target")),
                Wish.valueOf(json.getString("wish")),
                json.getString("note"));
        return new Register<>(intent, StampText.read(json.getString("at")));
    }
}
