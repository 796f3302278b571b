package io.modcluster.balancer.testkit;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.ReportLoad;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Commands of a small world, in which names and paths meet often. The same seed gives the same commands. */
public final class RandomCommands {
    /** Nodes of this world. */
    public static final List<String> ROUTES = List.of("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10");
    /** Hosts that requests name. */
    public static final List<String> HOSTS = List.of(
            "localhost",
            "example.com",
            "x.example.com",
            "x.b.example.com",
            "y.x.b.example.com",
            "other",
            "127.0.0.1",
            "");
    /** Paths that requests name. */
    public static final List<String> REQUEST_PATHS =
            List.of("/", "/a", "/a/", "/a/x", "/a/b", "/a/b/c/d", "/a/bc", "/ab", "/abc", "/c/d", "/d");
    /** Balancers of this world. */
    public static final List<String> BALANCERS = List.of("b1", "b2");

    private static final List<String> ALIASES =
            List.of("localhost", "example.com", "*.example.com", "*.b.example.com", "*.com", "*", "*.0.0.1", "a.*.com");
    private static final List<String> PATHS = List.of("/", "/a", "/a/b", "/a/b/c", "/ab", "/c", "nowhere");
    private static final List<ContextStatus> STATES = List.of(ContextStatus.values());
    private static final List<String> GROUPS = List.of("", "A", "B");

    private final Random random;

    /** Takes its choices from {@code random}. */
    public RandomCommands(Random random) {
        this.random = random;
    }

    /** Some command. */
    public NodeCommand next() {
        JvmRoute route = new JvmRoute(pick(ROUTES));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> registration(route);
            case 3, 4 -> new ReportLoad(route, new LoadFactor(random.nextInt(4) == 0 ? 0 : random.nextInt(102) - 1));
            case 5 -> new RemoveNode(route, "random");
            case 6 -> ChangeContexts.ofAll(route, status(3));
            default -> new ChangeContexts(route, status(4), false, aliases(), paths());
        };
    }

    /** Something that an operator wants, or wants no more. */
    public Intent intent() {
        JvmRoute route = new JvmRoute(pick(ROUTES));
        IntentTarget target =
                switch (random.nextInt(6)) {
                    case 0, 1 -> new IntentTarget.OfNode(route);
                    case 2 -> new IntentTarget.OfLbGroup(pick(GROUPS.subList(1, GROUPS.size())));
                    case 3 -> new IntentTarget.OfContext(route, null, new ContextPath(pick(PATHS)));
                    default ->
                        new IntentTarget.OfContext(route, new Alias(pick(ALIASES)), new ContextPath(pick(PATHS)));
                };
        return new Intent(target, random.nextBoolean() ? Wish.NONE : pick(List.of(Wish.values())), "random");
    }

    /** One of them. */
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private RegisterNode registration(JvmRoute route) {
        boolean moved = random.nextInt(8) == 0;
        StickySession sticky = new StickySession(
                random.nextInt(8) != 0, "JSESSIONID", "jsessionid", random.nextBoolean(), random.nextBoolean());
        Nodes node = Nodes.aNode(route.value())
                .at("http", route + ".node", moved ? 8081 : 8080)
                .balancer(moved ? "b2" : BALANCERS.get(route.hashCode() & 1))
                .sticky(sticky)
                .lbGroup(pick(GROUPS));
        return random.nextInt(4) == 0 ? node.registration(aliases(), paths()) : node.registration();
    }

    private ContextStatus status(int bound) {
        return random.nextInt(2) == 0 ? ContextStatus.ENABLED : STATES.get(random.nextInt(bound));
    }

    private List<Alias> aliases() {
        return IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(i -> new Alias(pick(ALIASES)))
                .toList();
    }

    private List<ContextPath> paths() {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> new ContextPath(pick(PATHS)))
                .toList();
    }
}
