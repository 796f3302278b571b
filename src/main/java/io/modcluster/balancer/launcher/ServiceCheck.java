package io.modcluster.balancer.launcher;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether a service takes connections, or answers a URL with a status of 2xx. It is up with the first
 * success and down with the third failure in a row. {@link #isUp} may be asked from any thread.
 */
final class ServiceCheck {
    static final int FAILURES = 3;

    private static final long INTERVAL_MILLIS = 1_000;
    /** Until it is up for the first time: whoever starts something waits for it. */
    private static final long FIRST_INTERVAL_MILLIS = 100;

    private static final int TIMEOUT_MILLIS = 2_000;
    /** Somebody may look into the log of what does not start. */
    private static final long REMIND_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final Logger log = LoggerFactory.getLogger(ServiceCheck.class);

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final Optional<String> url;
    private final Handler<Boolean> changed;
    private final NetClient connections;
    private final HttpClient requests;
    private int failures;
    private boolean everUp;
    private long told = System.nanoTime();
    private volatile boolean up;

    /**
     * Not looking yet.
     *
     * @param url     what to get; empty: a connection to {@code host} and {@code port} is enough
     * @param changed told on an event loop whether it is up, at each change
     */
    ServiceCheck(Vertx vertx, String host, int port, Optional<String> url, Handler<Boolean> changed) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.url = url;
        this.changed = changed;
        this.connections = vertx.createNetClient(new NetClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
        this.requests = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS).setKeepAlive(false));
    }

    /** Looks, from now on. */
    void start() {
        vertx.runOnContext(now -> look());
    }

    /** Whether it was up when it was looked at last. */
    boolean isUp() {
        return up;
    }

    private void look() {
        // what cannot even be tried has failed, too
        Future<Void> looked = Future.succeededFuture().compose(now -> url.isPresent() ? get(url.get()) : connect());
        looked.onComplete(seen -> {
            note(seen.cause());
            vertx.setTimer(everUp ? INTERVAL_MILLIS : FIRST_INTERVAL_MILLIS, again -> look());
        });
    }

    private Future<Void> connect() {
        return connections.connect(port, host).compose(socket -> socket.close());
    }

    private Future<Void> get(String address) {
        return requests.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(address)
                        .setTimeout(TIMEOUT_MILLIS))
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IOException("status " + answer.statusCode())));
    }

    private void note(@Nullable Throwable failure) {
        failures = failure == null ? 0 : failures + 1;
        boolean now = failure == null || (up && failures < FAILURES);
        if (now != up) {
            up = now;
            everUp |= now;
            if (now) {
                log.info("service up at={}", at());
            } else {
                log.warn("service down at={} cause=\"{}\"", at(), String.valueOf(failure));
            }
            changed.handle(now);
        } else if (!everUp && System.nanoTime() - told > REMIND_NANOS) {
            told = System.nanoTime();
            log.warn("still waiting for the service at={} cause=\"{}\"", at(), String.valueOf(failure));
        }
    }

    private String at() {
        return url.map(ServiceCheck::withoutQuery).orElseGet(() -> Ports.at(host, port));
    }

    /** There may be a token in it. */
    private static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }
}
