package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The loads that nodes told one member. Every node tells a load every few seconds to each of its balancers; one entry for
 * each member, written now and then, makes that a handful of writes instead of hundreds.
 *
 * @param at    when the member wrote it down; its name is in there
 * @param loads by node
 */
record LoadSheet(Stamp at, Map<JvmRoute, Register<LoadFactor>> loads) {
    private static final int VERSION = 1;

    LoadSheet {
        loads = Collections.unmodifiableMap(new TreeMap<>(loads));
    }

    String write() {
        JsonObject byRoute = new JsonObject();
        loads.forEach((route, load) -> byRoute.put(route.value(), write(load)));
        return new JsonObject()
                .put("at", StampText.write(at))
                .put("loads", byRoute)
                .put("v", VERSION)
                .encode();
    }

    /** A load that a node told this member, and another one before, has the stamp of that one. */
    private JsonArray write(Register<LoadFactor> load) {
        JsonArray said =
                new JsonArray().add(load.value().value()).add(load.stamp().micros());
        return load.stamp().member().equals(at.member())
                ? said
                : said.add(load.stamp().member());
    }

    /** Fails with some {@link RuntimeException} on a text that {@link #write} would not make. */
    static LoadSheet read(JsonObject json) {
        Stamp at = StampText.read(json.getString("at"));
        Map<JvmRoute, Register<LoadFactor>> loads = new TreeMap<>();
        JsonObject byRoute = json.getJsonObject("loads");
        for (String route : byRoute.fieldNames()) {
            JsonArray load = byRoute.getJsonArray(route);
            String member = load.size() > 2 ? load.getString(2) : at.member();
            loads.put(
                    new JvmRoute(route),
                    new Register<>(new LoadFactor(load.getInteger(0)), new Stamp(load.getLong(1), member)));
        }
        return new LoadSheet(at, loads);
    }

    /** Whether a node gets more or fewer kinds of requests with the one load than with the other: that cannot wait. */
    static boolean isUrgent(int before, int after) {
        return Integer.signum(before) != Integer.signum(after);
    }
}
