package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started balancer together with its Vert.x, for a thread that may block. */
final class RunningBalancer implements AutoCloseable {
    /** Beyond the join timeout. Opening three ports takes milliseconds; this only ends what would hang for ever. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    /** What closing may take beyond the drain timeout. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(RunningBalancer.class);

    private final Vertx vertx;
    private final BalancerOptions options;
    private final BalancerStarter.Running running;

    private RunningBalancer(Vertx vertx, BalancerOptions options, BalancerStarter.Running running) {
        this.vertx = vertx;
        this.options = options;
        this.running = running;
    }

    /**
     * Starts and waits. {@code vertx} belongs to the result, and is closed when there is none.
     *
     * @throws StartFailure when a port cannot be opened, or whatever else is in the way
     */
    static RunningBalancer start(BalancerStarter starter, Vertx vertx, BalancerOptions options) {
        try {
            return new RunningBalancer(
                    vertx,
                    options,
                    Blocking.await(
                            starter.start(vertx, options),
                            START_TIMEOUT.plus(options.getCluster().getJoinTimeout())));
        } catch (Exception cause) {
            vertx.close().onFailure(failure -> log.warn("Vert.x did not close: {}", failure.toString()));
            throw StartFailure.of(cause, options);
        }
    }

    /** The addresses that are open, in the one line that scripts wait for. */
    String readyLine() {
        List<String> open = new ArrayList<>();
        if (options.getTraffic().isEnabled()) {
            open.add("traffic http://" + Ports.at(options.getTraffic().getHost(), running.trafficPort()));
        }
        open.add("mcmp " + Ports.at(options.getMcmp().getHost(), running.mcmpPort()));
        if (options.getManager().isEnabled()) {
            String scheme = options.getManager().getTlsCertificate().isEmpty() ? "http" : "https";
            open.add("manager " + scheme + "://" + Ports.at(options.getManager().getHost(), running.managerPort()));
        }
        return "ready: " + String.join("  ", open);
    }

    BalancerStarter.Running running() {
        return running;
    }

    /** Stops the balancer, then Vert.x; what goes wrong there is logged, since the process ends anyway. */
    @Override
    public void close() {
        try {
            Blocking.await(
                    running.stop(),
                    options.getTraffic()
                            .getStopDelay()
                            .plus(options.getTraffic().getDrainTimeout())
                            .plus(STOP_MARGIN));
            Blocking.await(vertx.close(), STOP_MARGIN);
            log.info("stopped");
        } catch (Exception failure) {
            log.warn("not stopped cleanly: {}", failure.toString());
            log.debug("stack of the failure", failure);
        }
    }
}
