package io.modcluster.balancer.node;

import io.modcluster.balancer.node.codec.Answer;
import io.modcluster.balancer.node.codec.Command;
import io.modcluster.balancer.options.MemberAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends commands to one balancer, over a connection that is kept. For the event loop of the node only. */
final class CommandSender {
    /** INFO of a thousand nodes; what comes behind is not read, and costs at most a REMOVE-APP that is not sent. */
    private static final int MAX_INFO = 8 * 1024 * 1024;

    /** Of the other answers a few words matter. */
    private static final int MAX_BODY = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final MemberAddress balancer;
    private @Nullable Attempt current;

    CommandSender(Vertx vertx, HttpClient client, MemberAddress balancer) {
        this.vertx = vertx;
        this.client = client;
        this.balancer = balancer;
    }

    /**
     * An answer of whatever status.
     *
     * @param localHost the address by which this balancer sees us
     */
    record Reply(Answer answer, String localHost) {}

    /**
     * Completes with an answer, or fails within {@code timeout}. Balancers close idle connections (httpd after 5 s), so a
     * command is sent once more when its connection closed; each of them means the same when it arrives twice.
     */
    Future<Reply> send(Command command, Duration timeout) {
        long begun = System.nanoTime();
        return new Attempt(command, timeout).reply().recover(failure -> {
            Duration left = timeout.minusNanos(System.nanoTime() - begun);
            return hasClosed(failure) && left.toMillis() > 0
                    ? new Attempt(command, left).reply()
                    : Future.failedFuture(failure);
        });
    }

    /** Gives up waiting for the answer that is waited for, if any. */
    void interrupt() {
        Attempt waiting = current;
        if (waiting != null) {
            waiting.giveUp(new CancellationException("interrupted"));
        }
    }

    private static boolean hasClosed(Throwable failure) {
        return failure instanceof HttpClosedException
                || (failure instanceof IOException && !(failure instanceof ConnectException));
    }

    /** One try, and the time for all of it: name lookup, connection, answer. */
    private final class Attempt {
        private final Promise<Reply> reply = Promise.promise();
        private final Buffer body = Buffer.buffer();
        private final Command command;
        private final long timer;
        private @Nullable HttpClientRequest request;

        Attempt(Command command, Duration timeout) {
            this.command = command;
            this.timer = vertx.setTimer(
                    Math.max(1, timeout.toMillis()),
                    id -> giveUp(new TimeoutException(
                            command.method() + ": no answer within " + timeout.toMillis() + " ms")));
        }

        Future<Reply> reply() {
            current = this;
            client.request(options()).onSuccess(this::sendOn).onFailure(reply::tryFail);
            return reply.future().onComplete(done -> vertx.cancelTimer(timer));
        }

        /** An IPv6 address needs its brackets in Host, and must not have them where it is connected to. */
        private RequestOptions options() {
            boolean ipv6 = balancer.host().indexOf(':') >= 0;
            return new RequestOptions()
                    .setServer(SocketAddress.inetSocketAddress(balancer.port(), balancer.host()))
                    .setHost(ipv6 ? "[" + balancer.host() + "]" : balancer.host())
                    .setPort(balancer.port())
                    .setMethod(HttpMethod.valueOf(command.method()))
                    .setURI(command.target());
        }

        private void sendOn(HttpClientRequest ready) {
            if (reply.future().isComplete()) {
                ready.reset();
                return;
            }
            request = ready;
            ready.exceptionHandler(reply::tryFail);
            ready.response().onSuccess(this::read).onFailure(reply::tryFail);
            Future<Void> sent = command.body().isEmpty() ? ready.end() : ready.end(command.body());
            sent.onFailure(reply::tryFail);
        }

        private void read(HttpClientResponse response) {
            int most = command.method().equals("INFO") ? MAX_INFO : MAX_BODY;
            // a closed connection does not tell its address any more
            String localHost = localHost(response);
            response.exceptionHandler(reply::tryFail);
            response.handler(part -> body.appendBuffer(part, 0, Math.min(part.length(), most - body.length())));
            response.endHandler(end -> reply.tryComplete(new Reply(answer(response), localHost)));
        }

        /** ISO-8859-1 maps each byte, whatever the balancer writes; what matters is ASCII. */
        private Answer answer(HttpClientResponse response) {
            return new Answer(
                    response.statusCode(),
                    Objects.requireNonNullElse(response.getHeader("Type"), ""),
                    Objects.requireNonNullElse(response.getHeader("Mess"), ""),
                    body.toString(StandardCharsets.ISO_8859_1));
        }

        /** A zone means something on this machine only. */
        private static String localHost(HttpClientResponse response) {
            String address = Objects.requireNonNullElse(
                    response.request().connection().localAddress().hostAddress(), "");
            int zone = address.indexOf('%');
            return zone < 0 ? address : address.substring(0, zone);
        }

        void giveUp(Exception reason) {
            reply.tryFail(reason);
            HttpClientRequest hanging = request;
            if (hanging != null) {
                hanging.reset();
            }
        }
    }
}
