package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A process of its own for {@link SignalIT}: the real command line and the real signals around a fake balancer. */
final class SignalProbe {
    private SignalProbe() {}

    /** With "stuck" as the first argument the balancer never stops. */
    public static void main(String[] arguments) {
        boolean stuck = arguments[0].equals("stuck");
        BalancerStarter starter = (vertx, options) -> start(vertx, options, stuck);
        Surroundings surroundings = new Surroundings(starter, new ProcessSignals(), Map.of(), List.of());
        System.exit(Main.execute(Main.commandLine(surroundings), Arrays.copyOfRange(arguments, 1, arguments.length)));
    }

    private static Future<BalancerStarter.Running> start(Vertx vertx, BalancerOptions options, boolean stuck) {
        return new FakeBalancer().start(vertx, options).map(running -> stuck ? new Stuck(running) : running);
    }

    private record Stuck(BalancerStarter.Running running) implements BalancerStarter.Running {
        @Override
        public int trafficPort() {
            return running.trafficPort();
        }

        @Override
        public int mcmpPort() {
            return running.mcmpPort();
        }

        @Override
        public int managerPort() {
            return running.managerPort();
        }

        @Override
        public Future<Void> stop() {
            return Promise.<Void>promise().future();
        }
    }
}
