package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what a {@link Ladder} did, node by node, by the questions that it asked itself. Used once. */
final class LadderAccount {
    private static final String OTHERS = "could serve; another one is chosen";

    private final Ladder ladder;
    private final NodeSelector.Request request;
    private final BalancerRules rules;
    private final Newcomers newcomers;

    LadderAccount(Ladder ladder, NodeSelector.Request request, BalancerRules rules, Newcomers newcomers) {
        this.ladder = ladder;
        this.request = request;
        this.rules = rules;
        this.newcomers = newcomers;
    }

    Explanation.Step of(Selection selection, String balancerName, @Nullable String named, String group) {
        List<Explanation.Candidate> all = new ArrayList<>();
        for (RouteTarget target : request.route().targets()) {
            Node node = request.table().node(target.slot());
            boolean taken = selection instanceof Selection.Chosen chosen
                    && chosen.node().route().equals(node.route());
            int load = node.load().value().value();
            String against = against(target, node, load, balancerName);
            int weight = against.isEmpty()
                    ? load * newcomers.share(target.slot(), request.route().context(), request.nowMillis())
                    : 0;
            String reason = selection instanceof Selection.Chosen chosen && taken
                    ? chosen.reason()
                    : against.isEmpty() ? passedOver(selection) : against;
            all.add(new Explanation.Candidate(node.route(), target.status(), load, weight, taken, reason));
        }
        return new Explanation.Step(
                balancerName, named, group, rules.policy().getClass().getSimpleName(), all, selection);
    }

    private static String passedOver(Selection selection) {
        return selection instanceof Selection.Chosen ? OTHERS : "could serve, but the session must not move";
    }

    /** What keeps a request from a node, the first that does; empty for nothing. */
    private String against(RouteTarget target, Node node, int load, String balancerName) {
        Reachability.Fault fault = request.health().faultOf(target.node());
        if (!node.balancerName().equals(balancerName)) {
            return "of another balancer";
        }
        if (!target.status().admits(ladder.carriesSession())) {
            return ladder.carriesSession() ? "the context is stopped there" : "the context takes no new sessions there";
        }
        if (!ladder.mayGoTo(target, node)) {
            return "the request was there already";
        }
        if (fault != null) {
            return "in error: " + fault.reason();
        }
        if (load < 0) {
            return "the node says that it is down";
        }
        return load == 0 ? "hot standby: only when no active node is up" : "";
    }
}
