package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.mcmp.codec.McmpParser;
import io.modcluster.balancer.mcmp.codec.Mess;
import io.modcluster.balancer.metrics.RefusedCommands;
import io.modcluster.balancer.options.McmpOptions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers MCMP: is the peer allowed, the body within limits, the text a message, then what does the registry say. A plain
 * request handler, because {@code vertx-web}'s router cannot route the target {@code *}. May be used by several servers and
 * from several event loops.
 */
public final class McmpHandler implements Handler<HttpServerRequest> {
    /** Nodes send a few hundred bytes at once; this is for who sends one byte at a time. */
    static final Duration MESSAGE_TIME = Duration.ofSeconds(20);

    private static final Set<String> ORDINARY =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");

    private final Vertx vertx;
    private final PeerFilter peers;
    private final RefusalLog refusals;
    private final McmpJournal journal;
    private final int maxMessageSize;
    private final McmpParser parser;
    private final McmpCommands commands;

    /**
     * Speaks to the registry and to health of the balancer with these {@code addresses}.
     *
     * @param ownPorts ports on which this process listens, asked at each CONFIG and PING; no node can be there
     */
    public McmpHandler(Vertx vertx, McmpOptions options, EventBusAddresses addresses, Supplier<Set<Integer>> ownPorts) {
        this.vertx = vertx;
        this.refusals = new RefusalLog(System::nanoTime, RefusedCommands.of(vertx, addresses.prefix()));
        this.peers = new PeerFilter(options.getAllow());
        this.journal = new McmpJournal(vertx, addresses);
        this.maxMessageSize = options.getMaxMessageSize();
        this.parser = new McmpParser(options.getDefaultBalancer());
        this.commands = new McmpCommands(
                vertx,
                addresses,
                new AddressPolicy(vertx, options.getAllow(), ownPorts),
                new NodeChecks(vertx, addresses, options.getCheckTimeout()),
                options,
                journal);
    }

    /** Whether a request is one for {@link #handle}, where MCMP shares a port with other requests. */
    public static boolean handles(HttpServerRequest request) {
        return McmpMethod.of(request.method().name()).isPresent();
    }

    /** Answers a request, whatever its method. To be called as soon as its head is there. */
    @Override
    public void handle(HttpServerRequest request) {
        handle(request, MESSAGE_TIME);
    }

    /** Answers a request whose body has to be there in this time; it hears 408 otherwise. */
    void handle(HttpServerRequest request, Duration bodyTime) {
        if (!peers.isAllowed(request.remoteAddress())) {
            journal.stranger(PeerFilter.hostOf(request.remoteAddress()));
            refusals.stranger(PeerFilter.hostOf(request.remoteAddress()));
            McmpResponder.fail(request, 403, "This address may not send MCMP (mcmp.allow).");
            return;
        }
        String name = request.method().name();
        Optional<McmpMethod> method = McmpMethod.of(name);
        String problem = problemOf(request);
        if (problem != null) {
            McmpResponder.fail(request, 400, problem);
        } else if (method.isPresent()) {
            answer(request, method.get(), bodyTime);
        } else if (ORDINARY.contains(name.toUpperCase(Locale.ROOT))) {
            McmpResponder.fail(request, 404, "This port is for mod_cluster nodes, which send MCMP commands here.");
        } else {
            McmpResponder.fail(request, 501, "This method is not a command of MCMP.");
        }
    }

    /** What is wrong with the head, or null (RFC 9112 §3.2, §6.1). */
    private static @Nullable String problemOf(HttpServerRequest request) {
        int hosts = request.headers().getAll(HttpHeaders.HOST).size();
        if (hosts > 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_1)) {
            return "A request has exactly one Host header.";
        }
        List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (!encodings.isEmpty() && !(encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked"))) {
            return "Transfer-Encoding is chunked or absent.";
        }
        return null;
    }

    private void answer(HttpServerRequest request, McmpMethod method, Duration bodyTime) {
        McmpCommands.Sender sender = new McmpCommands.Sender(
                method,
                PeerFilter.hostOf(request.remoteAddress()),
                request.remoteAddress().port(),
                wantsXml(request));
        MessageBody.of(vertx, request, maxMessageSize, bodyTime)
                .map(body -> parser.parse(method, request.uri(), body))
                .compose(message -> commands.obey(message, sender))
                .onSuccess(reply -> {
                    McmpResponder.succeed(request, reply);
                    journal.answered(method);
                })
                .onFailure(cause -> refuse(request, sender, cause));
    }

    /** As the reference: the text has to be there, quality values are not read. */
    private static boolean wantsXml(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.ACCEPT).stream().anyMatch(accept -> accept.contains("text/xml"));
    }

    private void refuse(HttpServerRequest request, McmpCommands.Sender sender, Throwable cause) {
        if (cause instanceof McmpException refusal) {
            refusals.refused(sender, refusal);
            McmpResponder.refuse(request, refusal);
            journal.refused(sender, refusal);
        } else if (cause instanceof MessageBody.Refused refusal) {
            refusals.refused(sender, refusal);
            McmpResponder.fail(request, refusal.statusCode(), String.valueOf(refusal.getMessage()));
            journal.refused(sender, refusal);
        } else if (!request.isEnded()) {
            // the connection broke, or its framing did; if it still stands, the node hears that nothing was understood
            McmpResponder.refuse(request, McmpException.syntax(Mess.unreadable(sender.method())));
        } else {
            CommandLog.bug(sender.method(), sender.peer(), cause);
            McmpResponder.refuse(request, McmpException.mem(Mess.NOT_READY));
        }
    }
}
