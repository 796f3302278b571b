package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.metrics.RecentTraffic;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/v1/overview}: how it is, in one answer of a bounded size: nodes by state, traffic of all members and of each,
 * nodes that need a look.
 */
final class OverviewResource {
    private static final int MAX_TROUBLE = 50;

    private final BalancerBus bus;

    OverviewResource(BalancerBus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get("/api/v1/overview").handler(this::overview);
    }

    private void overview(RoutingContext request) {
        Query.of(request);
        Future<Snapshot> snapshot = bus.snapshot();
        Future<ClusterView> cluster = bus.cluster();
        Future<MemberQuestion.Round> traffic = bus.ask(MemberQuestion.Topic.TRAFFIC, new JsonObject());
        Future<JsonArray> drains = bus.drains();
        Answers.big(
                request,
                bus.vertx(),
                Future.all(snapshot, cluster, traffic, drains)
                        .map(all -> () -> new Overview(snapshot.result(), cluster.result(), said(traffic.result()))
                                .json()
                                .put("draining", draining(drains.result()))));
    }

    private static int draining(JsonArray drains) {
        int draining = 0;
        for (int i = 0; i < drains.size(); i++) {
            draining += "draining".equals(drains.getJsonObject(i).getString("state")) ? 1 : 0;
        }
        return draining;
    }

    private static Map<String, MemberTraffic> said(MemberQuestion.Round round) {
        Map<String, MemberTraffic> said = new LinkedHashMap<>();
        for (MemberQuestion.Answer answer : round.answers()) {
            JsonObject json = answer.answer();
            if (json != null) {
                said.put(answer.member(), MemberTraffic.of(json));
            }
        }
        return said;
    }

    /** What was asked for at one moment; put together on a worker. */
    private record Overview(Snapshot snapshot, ClusterView cluster, Map<String, MemberTraffic> said) {
        JsonObject json() {
            List<NodeView> nodes = snapshot.nodes();
            return new JsonObject()
                    .put("nodes", states(nodes))
                    .put("contexts", contexts(nodes))
                    .put("clustered", cluster.clustered())
                    .put("members", members())
                    .put("traffic", traffic())
                    .put("trouble", trouble(nodes));
        }

        private static JsonObject states(List<NodeView> nodes) {
            Map<NodeView.State, Integer> counts = new EnumMap<>(NodeView.State.class);
            nodes.forEach(view -> counts.merge(view.state(), 1, Integer::sum));
            JsonObject json = new JsonObject();
            for (NodeView.State state : NodeView.State.values()) {
                json.put(state.text(), counts.getOrDefault(state, 0));
            }
            return json.put("total", nodes.size() - counts.getOrDefault(NodeView.State.REMOVED, 0));
        }

        private static JsonObject contexts(List<NodeView> nodes) {
            Map<ContextStatus, Integer> counts = new EnumMap<>(ContextStatus.class);
            for (NodeView view : nodes) {
                for (Register<ContextState> row : view.node().contexts().values()) {
                    counts.merge(row.value().status(), 1, Integer::sum);
                }
            }
            JsonObject json = new JsonObject();
            for (ContextStatus status : NodesResource.SHOWN) {
                json.put(ContextsResource.text(status), counts.getOrDefault(status, 0));
            }
            return json;
        }

        private JsonArray members() {
            JsonArray members = new JsonArray();
            members.add(member(cluster.member(), "present").put("here", true).put("upToDate", cluster.upToDate()));
            cluster.present().forEach(name -> members.add(member(name, "present")));
            cluster.missing().forEach(name -> members.add(member(name, "missing")));
            return members;
        }

        private JsonObject member(String name, String state) {
            MemberTraffic one = said.get(name);
            JsonObject json = new JsonObject()
                    .put("member", name)
                    .put("here", false)
                    .put("state", state)
                    .put("answered", one != null);
            return one == null
                    ? json
                    : json.put("inFlight", one.inFlight())
                            .put("unreached", unreached(one))
                            .put("now", TrafficFigures.of(one.now()).json())
                            .put("minute", TrafficFigures.of(one.minute()).json());
        }

        /** How many of those that are registered. */
        private long unreached(MemberTraffic one) {
            return one.unreached().stream().filter(this::isRegistered).count();
        }

        private boolean isRegistered(String route) {
            return snapshot.isRegistered(route);
        }

        private JsonObject traffic() {
            TrafficFigures now = new TrafficFigures();
            TrafficFigures minute = new TrafficFigures();
            List<TrafficFigures> newestFirst = new ArrayList<>();
            long inFlight = 0;
            for (MemberTraffic one : said.values()) {
                inFlight += one.inFlight();
                now.add(one.now());
                minute.add(one.minute());
                int steps = one.steps().size();
                for (int i = 0; i < steps; i++) {
                    if (i == newestFirst.size()) {
                        newestFirst.add(new TrafficFigures());
                    }
                    newestFirst.get(i).add(one.steps().get(steps - 1 - i));
                }
            }
            JsonArray steps = new JsonArray();
            for (int i = newestFirst.size() - 1; i >= 0; i--) {
                steps.add(newestFirst.get(i).json());
            }
            return new JsonObject()
                    .put("inFlight", inFlight)
                    .put("now", now.json())
                    .put("minute", minute.json())
                    .put("stepMillis", RecentTraffic.STEP.toMillis())
                    .put("steps", steps);
        }

        /** Those that are not up, and those that a member does not reach; the worst first. */
        private JsonObject trouble(List<NodeView> nodes) {
            Map<String, List<String>> unreachedBy = new HashMap<>();
            said.forEach((member, one) -> one.unreached().forEach(route -> unreachedBy
                    .computeIfAbsent(route, first -> new ArrayList<>())
                    .add(member)));
            List<NodeView> all = nodes.stream()
                    .filter(view -> view.state() != NodeView.State.REMOVED)
                    .filter(view -> view.state() != NodeView.State.UP
                            || unreachedBy.containsKey(view.node().route().value()))
                    .sorted(Comparator.comparing(NodeView::state))
                    .toList();
            JsonArray items = new JsonArray();
            all.stream()
                    .limit(MAX_TROUBLE)
                    .forEach(view -> items.add(new JsonObject()
                            .put("jvmRoute", view.node().route().value())
                            .put("state", view.state().text())
                            .put("reason", view.reason())
                            .put("since", view.sinceMillis())
                            .put("address", view.node().address().toString())
                            .put(
                                    "unreachedBy",
                                    new JsonArray(unreachedBy.getOrDefault(
                                            view.node().route().value(), List.of())))));
            return new JsonObject().put("total", all.size()).put("items", items);
        }
    }
}
