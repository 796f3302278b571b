package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.EventsOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events to the addresses of {@code events.webhooks}, to each in order and one at a time. What is not taken (2xx) is
 * sent again, later each time; what cannot be, and what there is no room for, is dropped and counted. Redirects are not
 * followed. Nobody waits for it. Belongs to one event loop.
 */
final class Webhooks {
    static final String SIGNATURE = "X-Modcluster-Signature";
    static final String TIMESTAMP = "X-Modcluster-Timestamp";
    static final String DELIVERY = "X-Modcluster-Delivery";
    static final String TYPE = "X-Modcluster-Event";
    static final int MAX_QUEUED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final String HMAC = "HmacSHA256";
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_TRIES = 8;
    private static final long MAX_PAUSE_MILLIS = 60_000;

    private final Vertx vertx;
    private final BalancerMetrics metrics;
    private final String secret;
    private final Set<String> types;
    private final HttpClient client;
    private final List<Target> targets;
    private final long firstPauseMillis;
    private boolean closed;

    Webhooks(Vertx vertx, EventsOptions options, BalancerMetrics metrics) {
        this(vertx, options, metrics, 1_000);
    }

    /**
     * Webhooks with a first pause of their own.
     *
     * @param firstPauseMillis before the second try; each pause after it is twice as long
     */
    Webhooks(Vertx vertx, EventsOptions options, BalancerMetrics metrics, long firstPauseMillis) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.secret = options.getWebhookSecret();
        this.types = Set.copyOf(options.getWebhookTypes());
        this.firstPauseMillis = firstPauseMillis;
        this.targets = options.getWebhooks().stream().map(Target::new).toList();
        // all of them may be at one host
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS).setMaxRedirects(0),
                new PoolOptions().setHttp1MaxSize(Math.max(1, targets.size())).setMaxWaitQueueSize(targets.size()));
    }

    /** Whether nobody wants to be told of such events. */
    boolean isIdle(EventFeed.Entry entry) {
        return targets.isEmpty() || !(types.isEmpty() || types.contains(entry.type()));
    }

    /** Tells all of an event; does nothing when another member does. */
    void tell(EventFeed.Entry entry, boolean here) {
        if (here && !closed) {
            targets.forEach(target -> target.add(entry));
        }
    }

    void close() {
        closed = true;
        client.close();
    }

    private void count(String result) {
        metrics.counter(Metric.WEBHOOK_SENT, result).increment();
    }

    /** What the signature is made of: the time, a point, the body; as GitHub and Stripe do. */
    static String signature(String secret, String timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] digest = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "sha256=" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("each JDK has " + HMAC, impossible);
        }
    }

    private final class Target {
        private final String url;
        private final String shown;
        private final ArrayDeque<EventFeed.Entry> queue = new ArrayDeque<>();
        private boolean sending;

        Target(String url) {
            this.url = url;
            URI uri = URI.create(url);
            // path and query often are the secret
            this.shown = uri.getScheme() + "://" + uri.getAuthority();
        }

        void add(EventFeed.Entry entry) {
            if (queue.size() >= MAX_QUEUED) {
                count("dropped");
                return;
            }
            queue.addLast(entry);
            if (!sending) {
                next();
            }
        }

        private void next() {
            EventFeed.Entry entry = closed ? null : queue.pollFirst();
            sending = entry != null;
            if (entry != null) {
                send(entry, 1);
            }
        }

        private void send(EventFeed.Entry entry, int tries) {
            if (closed) {
                return;
            }
            post(entry).onComplete(done -> {
                int status = done.succeeded() ? done.result() : 0;
                boolean again = status == 0 || status >= 500 || status == 429 || status == 408;
                if (status / 100 == 2) {
                    count("sent");
                    next();
                } else if (again && tries < MAX_TRIES && !closed) {
                    count("retried");
                    long pause = Math.min(MAX_PAUSE_MILLIS, firstPauseMillis << (tries - 1));
                    vertx.setTimer(pause, over -> send(entry, tries + 1));
                } else {
                    count("dropped");
                    LOG.warn(
                            "webhook not told url={} type={} tries={} status={} cause={}",
                            shown,
                            entry.type(),
                            tries,
                            status,
                            done.failed() ? done.cause().getClass().getSimpleName() : "none");
                    next();
                }
            });
        }

        private Future<Integer> post(EventFeed.Entry entry) {
            RequestOptions request = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(url)
                    .setFollowRedirects(false)
                    .setConnectTimeout(TIMEOUT_MILLIS)
                    .setIdleTimeout(TIMEOUT_MILLIS);
            return client.request(request)
                    .compose(opened -> opened.send(signed(opened, entry)))
                    .compose(response -> {
                        int status = response.statusCode();
                        if (response.headers().contains("content-length")) {
                            response.resume();
                        } else {
                            response.request().connection().close();
                        }
                        return Future.succeededFuture(status);
                    });
        }

        private Buffer signed(HttpClientRequest request, EventFeed.Entry entry) {
            String timestamp = Long.toString(System.currentTimeMillis() / 1000);
            request.putHeader("Content-Type", "application/json")
                    .putHeader("User-Agent", "vertx-mod-cluster")
                    .putHeader(TYPE, entry.type())
                    .putHeader(
                            DELIVERY, HexFormat.of().toHexDigits(entry.eventId().hashCode()) + "-" + entry.id())
                    .putHeader(TIMESTAMP, timestamp);
            if (!secret.isEmpty()) {
                request.putHeader(SIGNATURE, signature(secret, timestamp, entry.json()));
            }
            return Buffer.buffer(entry.json());
        }
    }
}
