package io.modcluster.balancer.node;

import io.modcluster.balancer.advertise.codec.AdvertisedAddress;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.node.codec.Command;
import io.modcluster.balancer.options.McmpOptions;
import io.modcluster.balancer.options.MemberAddress;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All balancers of a node. What is done is done with each at the same time. For the event loop of the node only. */
final class Balancers {
    /** What remains to be sent when all waiting is over. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Enough for any cluster; without a key anybody may advertise. */
    private static final int MAX_DISCOVERED = 32;

    private static final Duration LOST_AFTER = Duration.ofMinutes(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Balancers.class);

    private final Vertx vertx;
    private final Registrant self;
    private final Farewell farewell;
    private final HttpClient client;
    private final Map<MemberAddress, BalancerSession> sessions = new LinkedHashMap<>();
    private final Optional<Discovery> discovery;
    private volatile List<BalancerState> states = List.of();
    private boolean left;
    private volatile Handler<BalancerState> onChange = state -> {};

    Balancers(Vertx vertx, Registrant self, InFlight inFlight) {
        this.vertx = vertx;
        this.self = self;
        this.farewell = new Farewell(vertx, self, inFlight);
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) CONNECT_TIMEOUT.toMillis()),
                // per balancer
                new PoolOptions().setHttp1MaxSize(1));
        this.discovery = self.options().getDiscovery().isEnabled()
                ? Optional.of(new Discovery(vertx, self.options().getDiscovery(), this::found))
                : Optional.empty();
        self.options().getBalancers().forEach(text -> add(withPort(MemberAddress.parse(text)), false));
    }

    void onChange(Handler<BalancerState> handler) {
        onChange = handler;
    }

    List<BalancerState> state() {
        return states;
    }

    /** Completes with the first success, or when all are done. */
    Future<Void> start() {
        Promise<Void> first = Promise.promise();
        Future<Void> listening = discovery.map(Discovery::start).orElseGet(Future::succeededFuture);
        Future<Void> tried = forEach(session -> session.period().onSuccess(registered -> first.tryComplete()));
        Future.join(listening, tried).onComplete(all -> first.tryComplete());
        return first.future();
    }

    /** What is due with each, now. */
    Future<Void> report() {
        return forEach(BalancerSession::report);
    }

    /** As {@link #report}; but a balancer that all nodes lost at the same time is not found again by all at the same time. */
    Future<Void> period() {
        forgetTheLost();
        long spread = self.options().getPeriod().toMillis() / 4;
        return forEach(session -> session.isRegistered()
                ? session.period()
                : after(1 + ThreadLocalRandom.current().nextLong(spread))
                        .compose(now -> left ? Future.succeededFuture() : session.period()));
    }

    Future<Void> tell() {
        return forEach(BalancerSession::tell);
    }

    Future<Void> stopContext(ContextPath path) {
        return forEach(session -> session.next(
                () -> session.isRegistered() ? farewell.stop(session, List.of(path)) : Future.succeededFuture()));
    }

    Future<Void> leave() {
        Duration patience = self.options()
                .getDrainTimeout()
                .plus(self.options().getStopTimeout())
                .plus(LAST_WORDS);
        return leave(session -> {
            Future<Boolean> polite = session.isRegistered()
                    ? within(patience, session.next(() -> farewell.leave(session)))
                    : Future.succeededFuture(false);
            // whoever does not listen is told nevertheless, and may have sent requests
            return polite.compose(taken ->
                    taken ? Future.succeededFuture() : lastWord(session).eventually(farewell::quiet));
        });
    }

    Future<Void> abandon() {
        return leave(this::lastWord);
    }

    private Future<Void> leave(Function<BalancerSession, Future<Void>> way) {
        left = true;
        return forEach(session -> session.state().standing() == Standing.LEFT
                        ? Future.succeededFuture()
                        : way.apply(session).onComplete(done -> session.become(Standing.LEFT, "")))
                .eventually(() -> discovery.map(Discovery::stop).orElseGet(Future::succeededFuture))
                .eventually(client::close);
    }

    /** Registers with a balancer that advertises itself; from then on it is like any other. */
    private void found(AdvertisedAddress advert) {
        MemberAddress address = new MemberAddress(advert.host(), advert.port());
        long discovered = sessions.values().stream()
                .filter(session -> session.state().discovered())
                .count();
        if (!left && !sessions.containsKey(address) && discovered < MAX_DISCOVERED) {
            BalancerSession session = add(address, true);
            log.info(
                    "node={} balancer={} found by its advert",
                    self.route(),
                    session.state().address());
            session.period().onFailure(failure -> log.debug("first round with {}", address, failure));
        }
    }

    /** What answers no more, and is not in the configuration; if it comes back, so do its adverts. */
    private void forgetTheLost() {
        Instant longAgo = Instant.now().minus(LOST_AFTER);
        boolean forgotten = sessions.values()
                .removeIf(session -> session.state().discovered()
                        && !session.isRegistered()
                        && session.isIdle()
                        && session.state().since().isBefore(longAgo));
        if (forgotten) {
            publish();
        }
    }

    /** To a balancer that may have us in its table, without waiting for an answer to what was said before. */
    private Future<Void> lastWord(BalancerSession session) {
        session.interrupt();
        return session.isKnown()
                ? session.send(Command.removeNode(self.route()), LAST_WORDS).mapEmpty()
                : Future.succeededFuture();
    }

    private BalancerSession add(MemberAddress address, boolean discovered) {
        String text =
                (address.host().indexOf(':') < 0 ? address.host() : "[" + address.host() + "]") + ":" + address.port();
        BalancerSession session = sessions.computeIfAbsent(
                address,
                balancer -> new BalancerSession(
                        self, new CommandSender(vertx, client, balancer), text, discovered, this::changed));
        publish();
        return session;
    }

    private static MemberAddress withPort(MemberAddress address) {
        return address.port() == 0 ? new MemberAddress(address.host(), McmpOptions.DEFAULT_PORT) : address;
    }

    private void changed(BalancerState state) {
        publish();
        try {
            onChange.handle(state);
        } catch (RuntimeException failure) {
            log.warn("node={} onChange: {}", self.route(), failure.toString());
        }
    }

    private void publish() {
        states = sessions.values().stream().map(BalancerSession::state).toList();
    }

    /** Completes when each is done; what failed is in its state. */
    private Future<Void> forEach(Function<BalancerSession, Future<Void>> step) {
        return Future.join(sessions.values().stream().map(step).toList()).transform(done -> Future.succeededFuture());
    }

    /** Whether it succeeds in time. */
    private Future<Boolean> within(Duration patience, Future<Void> step) {
        Promise<Boolean> first = Promise.promise();
        step.onComplete(done -> first.tryComplete(done.succeeded()));
        after(patience.toMillis()).onComplete(late -> first.tryComplete(false));
        return first.future();
    }

    private Future<Void> after(long millis) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(Math.max(1, millis), id -> over.complete());
        return over.future();
    }
}
