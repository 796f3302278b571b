package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * {@code GET /api/v1/events}: events as they come (WHATWG, Server-sent events), those since {@code Last-Event-ID} first. A
 * reader that does not read is cut off; one that missed events hears {@code event: reset} and is to read the table anew.
 * {@code GET /api/v1/events/recent}: those that are kept, a line of JSON each. Belongs to one event loop.
 */
final class EventsEndpoint {
    static final String PATH = "/api/v1/events";
    static final String RECENT = PATH + "/recent";

    private static final long HEARTBEAT_MILLIS = 10_000;
    /** What one reader may lag behind, beside what the system keeps for it. */
    private static final int MAX_QUEUED_BYTES = 256 * 1024;

    private static final int MAX_TYPES = 1_000;

    private final Vertx vertx;
    private final EventFeed feed;
    private final int maxReaders;
    private final List<Reader> readers = new ArrayList<>();
    private final LongAdder cut;
    private final long heartbeat;
    private final MessageConsumer<EventFeed.Entry> consumer;

    private record Reader(HttpServerResponse response, Set<String> types) {
        boolean wants(EventFeed.Entry entry) {
            return types.isEmpty() || types.contains(entry.type());
        }
    }

    EventsEndpoint(Vertx vertx, EventBusAddresses addresses, EventFeed feed, int maxReaders) {
        this.vertx = vertx;
        this.feed = feed;
        this.maxReaders = maxReaders;
        BalancerMetrics metrics = BalancerMetrics.of(vertx, addresses.prefix());
        metrics.gauge(Metric.EVENT_READERS, readers::size);
        this.cut = metrics.counter(Metric.EVENT_READERS_CUT);
        this.heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, tick -> tell(": still here\n\n", Set.of()));
        this.consumer = vertx.eventBus().localConsumer(Watch.address(addresses), message -> told(message.body()));
    }

    void close() {
        vertx.cancelTimer(heartbeat);
        consumer.unregister();
        List.copyOf(readers).forEach(reader -> reader.response().end());
    }

    void recent(RoutingContext request) {
        StringBuilder lines = new StringBuilder();
        feed.all().forEach(entry -> lines.append(entry.json()).append('\n'));
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(lines.toString());
    }

    void stream(RoutingContext request) {
        if (readers.size() >= maxReaders) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
            Answer.problem(request, 503, "events.max-readers: " + maxReaders + " read already (expected: fewer)");
            return;
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true)
                .setWriteQueueMaxSize(MAX_QUEUED_BYTES);
        Reader reader = new Reader(response, typesOf(request));
        readers.add(reader);
        response.closeHandler(closed -> readers.remove(reader));
        response.exceptionHandler(gone -> readers.remove(reader));
        response.endHandler(ended -> readers.remove(reader));
        response.write(opening(request, reader));
    }

    private String opening(RoutingContext request, Reader reader) {
        StringBuilder text = new StringBuilder("retry: 2000\n");
        String last = request.request().getHeader("Last-Event-ID");
        if (last == null) {
            // so that whoever reconnects before the first event misses none
            return text.append("id: ")
                    .append(feed.newest())
                    .append("\n: welcome\n\n")
                    .toString();
        }
        List<EventFeed.Entry> missed = feed.after(last).orElse(null);
        if (missed == null) {
            return text.append("id: ")
                    .append(feed.newest())
                    .append("\nevent: reset\ndata: {}\n\n")
                    .toString();
        }
        text.append(": welcome back\n\n");
        missed.stream().filter(reader::wants).forEach(entry -> text.append(frame(entry)));
        return text.toString();
    }

    private static Set<String> typesOf(RoutingContext request) {
        String types = request.request().getParam("types");
        if (types == null || types.isBlank() || types.length() > MAX_TYPES) {
            return Set.of();
        }
        return Arrays.stream(types.split(",", -1)).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    private void told(EventFeed.Entry entry) {
        tell(frame(entry), Set.of(entry.type()));
    }

    private void tell(String text, Set<String> types) {
        for (Reader reader : List.copyOf(readers)) {
            boolean wanted = types.isEmpty()
                    || reader.types().isEmpty()
                    || types.stream().anyMatch(reader.types()::contains);
            if (reader.response().closed() || reader.response().ended()) {
                readers.remove(reader);
            } else if (reader.response().writeQueueFull()) {
                readers.remove(reader);
                cut.increment();
                reader.response().reset();
            } else if (wanted) {
                reader.response().write(text);
            }
        }
    }

    /** JSON has no line ends of its own. */
    private static String frame(EventFeed.Entry entry) {
        return "id: " + entry.id() + "\nevent: " + entry.type() + "\ndata: " + entry.json() + "\n\n";
    }
}
