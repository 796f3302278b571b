package io.modcluster.balancer.node;

import static io.modcluster.balancer.domain.ContextStatus.REMOVED;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.node.codec.Answer;
import io.modcluster.balancer.node.codec.Command;
import io.modcluster.balancer.node.codec.KnownContexts;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does with one balancer, one command after the other: it registers, tells its load each period, and tells
 * contexts whenever what it told last differs from what it wants. For the event loop of the node only.
 *
 * <p>After a failure it starts over with INFO and CONFIG in the next period. All contexts are told then, not only those that
 * INFO does not list as the node wants them: a CONFIG with a new address makes balancers forget what INFO said a moment ago.
 */
final class BalancerSession {
    /** A refusal that "can never succeed" may come from a state that passes (Undertow: a node that moved). */
    private static final int REFUSALS_UNTIL_DOWN = 2;

    private static final int PERIODS_OF_DOWN = 6;

    private static final Logger log = LoggerFactory.getLogger(BalancerSession.class);

    private final Registrant self;
    private final CommandSender sender;
    private final Consumer<BalancerState> listener;
    private final Map<ContextPath, ContextStatus> told = new HashMap<>();
    private BalancerState state;
    private Future<?> last = Future.succeededFuture();
    private int refusals;
    private int periodsDown;
    private boolean known;
    private boolean reportDue;

    BalancerSession(
            Registrant self,
            CommandSender sender,
            String address,
            boolean discovered,
            Consumer<BalancerState> listener) {
        this.self = self;
        this.sender = sender;
        this.listener = listener;
        this.state = new BalancerState(address, discovered, Standing.ERROR, Instant.now(), "");
    }

    BalancerState state() {
        return state;
    }

    boolean isRegistered() {
        return state.standing() == Standing.OK;
    }

    /** Whether the balancer may have the node in its table. */
    boolean isKnown() {
        return known;
    }

    /** What is due in each period; nothing while the last one still waits for an answer. */
    Future<Void> period() {
        return isIdle() && isDue() ? next(this::round) : Future.succeededFuture();
    }

    /** The same, but what is under way is waited for: there is something to tell. */
    Future<Void> report() {
        if (isIdle() || reportDue) {
            return period();
        }
        reportDue = true;
        return next(() -> {
            reportDue = false;
            return isDue() ? round() : Future.succeededFuture();
        });
    }

    private boolean isDue() {
        return switch (state.standing()) {
            case LEFT -> false;
            case DOWN -> ++periodsDown % PERIODS_OF_DOWN == 0;
            case OK, ERROR -> true;
        };
    }

    /** Whether no answer is waited for. */
    boolean isIdle() {
        return last.isComplete();
    }

    /** Tells what has changed, after what is under way; nothing where the node is not registered: it will be told then. */
    Future<Void> tell() {
        return next(() -> isRegistered() ? contexts() : Future.succeededFuture());
    }

    /** Runs a step after those before it; a failure is the end of the registration. */
    <T> Future<T> next(Supplier<Future<T>> step) {
        Future<T> done = last.transform(before -> step.get()).onFailure(this::failed);
        last = done;
        return done;
    }

    private Future<Void> round() {
        Future<Void> registered = isRegistered() ? Future.succeededFuture() : register();
        return registered.compose(done -> contexts()).compose(done -> load());
    }

    private Future<Void> register() {
        return info().compose(info -> configure(info, rows(info)));
    }

    private Future<CommandSender.Reply> info() {
        return sendReply(Command.info(), self.options().getAnswerTimeout());
    }

    private Collection<ContextKey> rows(CommandSender.Reply info) {
        return KnownContexts.parse(info.answer().body(), self.route());
    }

    private Future<Void> configure(CommandSender.Reply info, Collection<ContextKey> rows) {
        known = true;
        return send(Command.config(self.route(), self.config(info.localHost())))
                .compose(configured -> removeStrangers(rows))
                .onSuccess(done -> told.clear());
    }

    /** What the balancer still has of a former life of the node. */
    private Future<Void> removeStrangers(Collection<ContextKey> rows) {
        List<ContextKey> strangers = rows.stream()
                .filter(row -> !self.contexts().containsKey(row.path())
                        || !self.aliases().contains(row.alias()))
                .toList();
        return InTurn.each(strangers.iterator(), row -> send(context(List.of(row.alias()), row.path(), REMOVED)));
    }

    /** One difference between what was told and what is wanted after the other, until there is none. */
    private Future<Void> contexts() {
        Optional<ContextPath> gone = told.keySet().stream()
                .filter(path -> !self.contexts().containsKey(path))
                .findFirst();
        Optional<ContextPath> changed = self.contexts().keySet().stream()
                .filter(path -> !Objects.equals(told.get(path), self.contexts().get(path)))
                .findFirst();
        return gone.or(() -> changed)
                .map(path ->
                        tell(path, self.contexts().getOrDefault(path, REMOVED)).compose(done -> contexts()))
                .orElseGet(Future::succeededFuture);
    }

    /** Brings one context into a state there. */
    Future<Answer> tell(ContextPath path, ContextStatus status) {
        return send(context(self.aliases(), path, status)).onSuccess(done -> {
            if (status == REMOVED) {
                told.remove(path);
            } else {
                told.put(path, status);
            }
        });
    }

    private Command context(Collection<Alias> aliases, ContextPath path, ContextStatus status) {
        return Command.context(self.route(), aliases, path, status);
    }

    private Future<Void> load() {
        return send(Command.status(self.route(), self.load())).compose(answer -> {
            refusals = 0;
            // of a node that says itself that it cannot serve some balancers say so too
            boolean unreachable = answer.saysUnreachable() && self.load().value() >= 0;
            become(Standing.OK, unreachable ? "the balancer cannot reach the node" : "");
            return unreachable ? registerIfForgotten() : Future.succeededFuture();
        });
    }

    /** A balancer that has removed the node answers so until it forgets the name too: up to 25 s (MCMP section 4.8). */
    private Future<Void> registerIfForgotten() {
        return info().compose(info -> {
            Collection<ContextKey> rows = rows(info);
            return rows.isEmpty() && !told.isEmpty()
                    ? configure(info, rows).compose(done -> contexts())
                    : Future.succeededFuture();
        });
    }

    /** Gives up what is under way. */
    void interrupt() {
        sender.interrupt();
    }

    Future<Answer> send(Command command) {
        return send(command, self.options().getAnswerTimeout());
    }

    Future<Answer> send(Command command, Duration timeout) {
        return sendReply(command, timeout).map(CommandSender.Reply::answer);
    }

    private Future<CommandSender.Reply> sendReply(Command command, Duration timeout) {
        return sender.send(command, timeout)
                .compose(reply -> reply.answer().isSuccess()
                        ? Future.succeededFuture(reply)
                        : Future.failedFuture(new Refused(command, reply.answer())));
    }

    private void failed(Throwable failure) {
        if (state.standing() == Standing.LEFT || failure instanceof CancellationException) {
            return;
        }
        refusals = failure instanceof Refused refused && refused.isSyntax() ? refusals + 1 : 0;
        become(refusals < REFUSALS_UNTIL_DOWN ? Standing.ERROR : Standing.DOWN, words(failure));
    }

    /** What the balancer sent may be in the words of a library. */
    private static String words(Throwable failure) {
        String words = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return failure instanceof Refused || failure instanceof TimeoutException ? words : Quoted.of(words);
    }

    /** Takes the new state; the log tells a change once. */
    void become(Standing standing, String problem) {
        boolean moved = standing != state.standing();
        if (!moved && problem.equals(state.problem())) {
            return;
        }
        if (standing == Standing.DOWN) {
            periodsDown = 0;
        }
        state = new BalancerState(
                state.address(), state.discovered(), standing, moved ? Instant.now() : state.since(), problem);
        if (problem.isEmpty()) {
            log.info("node={} balancer={} {}", self.route(), state.address(), standing);
        } else {
            log.warn("node={} balancer={} {}: {}", self.route(), state.address(), standing, problem);
        }
        listener.accept(state);
    }
}
