package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.event.RequestsElsewhere;
import io.modcluster.balancer.mcmp.codec.DumpFormat;
import io.modcluster.balancer.mcmp.codec.InfoFormat;
import io.modcluster.balancer.mcmp.codec.ListedTables;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpMessage;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.mcmp.codec.McmpReply;
import io.modcluster.balancer.mcmp.codec.Mess;
import io.modcluster.balancer.mcmp.codec.NodeFigures;
import io.modcluster.balancer.mcmp.codec.Replies;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.McmpOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What each message does (MCMP §2): asks the registry, which alone decides and writes, and words its answer. Fails with
 * {@link McmpException} where the answer is no. May be used from any thread.
 */
final class McmpCommands {
    /** The registry answers from memory; a CONFIG may have to wait for the check of the node that it replaces. */
    private static final Duration REGISTRY_MARGIN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final AddressPolicy policy;
    private final NodeChecks checks;
    private final boolean pingAnyAddress;
    private final LocalBus registry;
    private final NodeCounters counters;
    private final DrainWatch drain;
    private final McmpJournal journal;

    /**
     * Who sent a message.
     *
     * @param method  as what
     * @param host    from which address, without zone
     * @param port    from which port there
     * @param wantXml whether the answer may be XML
     */
    record Sender(McmpMethod method, String host, int port, boolean wantXml) {
        /** For logs. */
        String peer() {
            return host + ":" + port;
        }
    }

    McmpCommands(
            Vertx vertx,
            EventBusAddresses addresses,
            AddressPolicy policy,
            NodeChecks checks,
            McmpOptions options,
            McmpJournal journal) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.policy = policy;
        this.checks = checks;
        this.pingAnyAddress = options.isPingAnyAddress();
        this.registry = new LocalBus(
                vertx, options.getCheckTimeout().plus(REGISTRY_MARGIN).toMillis());
        this.counters = NodeCounters.of(vertx, addresses.prefix());
        this.drain = new DrainWatch(vertx);
        this.journal = journal;
    }

    Future<McmpReply> obey(McmpMessage message, Sender sender) {
        return act(message, sender)
                .recover(cause -> Future.failedFuture(
                        cause instanceof McmpException refused
                                ? message.subject()
                                        .map(route -> refused.about(route.value()))
                                        .orElse(refused)
                                : cause));
    }

    private Future<McmpReply> act(McmpMessage message, Sender sender) {
        if (message instanceof McmpMessage.Config config) {
            return register(config.command(), sender);
        } else if (message instanceof McmpMessage.App app) {
            return change(app, sender);
        } else if (message instanceof McmpMessage.Status status) {
            return status(status, sender);
        } else if (message instanceof McmpMessage.PingNode ping) {
            return pingNode(ping.route());
        } else if (message instanceof McmpMessage.PingAddress ping) {
            return pingAddress(ping.address(), sender);
        } else if (message instanceof McmpMessage.Version) {
            return Future.succeededFuture(Replies.version(sender.wantXml()));
        }
        if (message instanceof McmpMessage.Ping) {
            return read().map(view -> Replies.ping(true, view.generation()));
        }
        // with fifty thousand aliases they are six megabytes, for which an event loop would stand still for 0.1 s
        return read().compose(view -> vertx.executeBlocking(() -> describe(message, view, sender.wantXml())));
    }

    private McmpReply describe(McmpMessage message, RegistryView view, boolean xml) {
        ListedTables tables = ListedTables.of(view.listed(), view.nowMicros());
        if (message instanceof McmpMessage.Dump) {
            return xml ? DumpFormat.xml(tables) : DumpFormat.text(tables);
        }
        return xml ? InfoFormat.xml(tables, this::figures) : InfoFormat.text(tables, this::figures);
    }

    private NodeFigures figures(JvmRoute route) {
        NodeCounters.NodeCounter counter = counters.of(route);
        return new NodeFigures(counter.elected(), counter.read(), counter.transferred(), counter.connected());
    }

    private Future<McmpReply> register(RegisterNode command, Sender sender) {
        return policy.admit(command.config().address(), sender.host())
                .compose(allowed -> apply(command, sender))
                .map(change -> {
                    if (!change.overflow().isEmpty()) {
                        throw McmpException.mem(Mess.overflow(command.route().value(), change.overflow()));
                    }
                    return McmpReply.EMPTY;
                });
    }

    private Future<McmpReply> change(McmpMessage.App app, Sender sender) {
        JvmRoute route = app.command().route();
        return apply(app.command(), sender).compose(change -> {
            if (app.isWildcard()) {
                return Future.succeededFuture(McmpReply.EMPTY);
            }
            if (!change.overflow().isEmpty()) {
                CommandLog.didNotFit(sender.method(), route, sender.peer(), change);
            }
            List<ContextKey> touched = change.touched();
            return app.method() == McmpMethod.STOP_APP
                    ? drain.settled(() -> requestsInFlight(route, touched))
                            .map(requests -> Replies.stopApp(route, touched, requests))
                    : Future.succeededFuture(Replies.app(app.method(), route, touched));
        });
    }

    /** Here and at the other members of the cluster. */
    private Future<Long> requestsInFlight(JvmRoute route, List<ContextKey> contexts) {
        NodeCounters.NodeCounter counter = counters.of(route);
        List<String> paths =
                contexts.stream().map(key -> key.path().value()).distinct().toList();
        long here = paths.stream().mapToLong(counter::inFlight).sum();
        return registry.<Long>request(addresses.requestsElsewhere(), new RequestsElsewhere(route, paths))
                .map(elsewhere -> here + elsewhere)
                .recover(McmpCommands::notReady);
    }

    private Future<McmpReply> status(McmpMessage.Status status, Sender sender) {
        return read(status.route()).compose(view -> {
            Node node = listed(view, status.route());
            if (view.staticNodes().contains(node.route())) {
                throw McmpException.mem(
                        Mess.refused(Refusal.STATIC_ROUTE, node.route().value()));
            }
            return judge(node, status.load(), sender).map(ok -> {
                String load = status.load()
                        .map(value -> Integer.toString(value.value()))
                        .orElse("none");
                CommandLog.status(status.route(), sender.peer(), load, ok);
                return Replies.status(status.route(), ok, view.generation());
            });
        });
    }

    /** A node that was taken out waits to be forgotten; −1 is believed without a check; everything else needs one. */
    private Future<Boolean> judge(Node node, Optional<LoadFactor> load, Sender sender) {
        if (!node.isRegistered()) {
            return Future.succeededFuture(false);
        }
        if (load.isPresent() && load.get().equals(LoadFactor.DOWN)) {
            return report(node, LoadFactor.DOWN, sender);
        }
        return checks.isAlive(node)
                .compose(alive ->
                        alive && load.isPresent() ? report(node, load.get(), sender) : Future.succeededFuture(alive));
    }

    private Future<Boolean> report(Node node, LoadFactor load, Sender sender) {
        ReportLoad command = new ReportLoad(node.route(), load);
        return ask(command).map(change -> {
            journal.changed(sender, command, change);
            return true;
        });
    }

    private Future<McmpReply> pingNode(JvmRoute route) {
        return read(route).compose(view -> {
            Node node = listed(view, route);
            return checks.ping(() -> checks.isAlive(node)).map(ok -> Replies.ping(route, ok, view.generation()));
        });
    }

    private Future<McmpReply> pingAddress(Optional<NodeAddress> address, Sender sender) {
        return read().compose(view -> {
            Future<Boolean> answers = address.isEmpty()
                    ? Future.succeededFuture(false)
                    : checks.ping(() -> answers(address.get(), view, sender));
            return answers.map(ok -> Replies.ping(ok, view.generation()));
        });
    }

    /** Only nodes are asked, whichever of the HTTP schemes they have, unless CPING to any allowed address was asked for. */
    private Future<Boolean> answers(NodeAddress address, RegistryView view, Sender sender) {
        if (pingAnyAddress && address.scheme() == Scheme.AJP) {
            return policy.admit(address, sender.host()).compose(allowed -> checks.isAlive(address));
        }
        Optional<NodeAddress> known = view.listed().stream()
                .map(Node::address)
                .filter(node -> node.scheme().isHttp() == address.scheme().isHttp())
                .filter(node -> node.host().equalsIgnoreCase(address.host()) && node.port() == address.port())
                .findFirst();
        return known.map(checks::isAlive).orElseGet(() -> Future.succeededFuture(false));
    }

    private static Node listed(RegistryView view, JvmRoute route) {
        Node node = view.listed(route);
        if (node == null) {
            throw McmpException.mem(Mess.refused(Refusal.NODE_UNKNOWN, route.value()));
        }
        return node;
    }

    private Future<RegistryView> read(JvmRoute route) {
        return registry.<RegistryView>request(addresses.registryReadNode(), route)
                .recover(McmpCommands::notReady);
    }

    private Future<RegistryView> read() {
        return registry.<RegistryView>request(addresses.registryRead(), RegistryRead.ALL)
                .recover(McmpCommands::notReady);
    }

    /** Applies a command that changes what is registered, and says so in the log. */
    private Future<Transition.Changed> apply(NodeCommand command, Sender sender) {
        return ask(command).onSuccess(change -> {
            CommandLog.changed(sender.method(), command.route(), sender.peer(), change);
            journal.changed(sender, command, change);
        });
    }

    private Future<Transition.Changed> ask(NodeCommand command) {
        return registry.<Transition>request(addresses.registryApply(), command)
                .recover(McmpCommands::notReady)
                .map(transition -> {
                    if (transition instanceof Transition.Refused refused) {
                        throw refusal(command, refused);
                    }
                    return (Transition.Changed) transition;
                });
    }

    private static McmpException refusal(NodeCommand command, Transition.Refused refused) {
        McmpException refusal =
                McmpException.mem(Mess.refused(refused.reason(), command.route().value()));
        Node holder = refused.holder();
        return holder == null
                ? refusal
                : refusal.because(
                        "held by jvmroute=" + Quoted.of(holder.route().value()) + " address=" + holder.address());
    }

    private static <T> Future<T> notReady(Throwable cause) {
        return Future.failedFuture(McmpException.mem(Mess.NOT_READY)
                .because("the registry did not answer: " + Quoted.of(cause.toString())));
    }
}
