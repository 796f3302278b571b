package io.modcluster.balancer.testkit;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.RequestHead;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to the small world of {@link RandomCommands}.
 *
 * @param head    what the client sent
 * @param session the node that its session is on, or null when it has none
 * @param tried   nodes that it went to already
 */
public record RandomRequest(RequestHead head, @Nullable JvmRoute session, Set<JvmRoute> tried) {
    /** Some request. */
    public static RandomRequest of(Random random) {
        RandomCommands choices = new RandomCommands(random);
        JvmRoute session = random.nextInt(3) == 0 ? null : new JvmRoute(choices.pick(RandomCommands.ROUTES));
        List<String> cookies = session == null ? List.of() : List.of("JSESSIONID=abc." + session);
        String path = choices.pick(RandomCommands.REQUEST_PATHS);
        Set<JvmRoute> tried =
                random.nextInt(4) == 0 ? Set.of(new JvmRoute(choices.pick(RandomCommands.ROUTES))) : Set.of();
        return new RandomRequest(
                new RequestHead(choices.pick(RandomCommands.HOSTS), path, path, cookies), session, tried);
    }
}
