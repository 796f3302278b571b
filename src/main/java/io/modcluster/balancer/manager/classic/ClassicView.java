package io.modcluster.balancer.manager.classic;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.manager.access.SecurityHeaders;
import io.modcluster.balancer.manager.api.BalancerBus;
import io.modcluster.balancer.manager.api.Snapshot;
import io.modcluster.balancer.mcmp.codec.DumpFormat;
import io.modcluster.balancer.mcmp.codec.InfoFormat;
import io.modcluster.balancer.mcmp.codec.ListedTables;
import io.modcluster.balancer.mcmp.codec.NodeFigures;
import io.modcluster.balancer.metrics.NodeCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers who looks at the classic page, on whichever port; it is written on a worker, as it may be megabytes. */
final class ClassicView {
    /** Nodes beyond those are shown without figures of other members. */
    private static final int MAX_REPORTED = 1_000;

    private static final int DEFAULT_REFRESH = 10;
    private static final String VERSION = "/io/modcluster/balancer/launcher/version.properties";

    private final Vertx vertx;
    private final BalancerBus bus;
    private final NodeCounters counters;
    private final String version = version();

    ClassicView(Vertx vertx, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.bus = new BalancerBus(vertx, addresses);
        this.counters = NodeCounters.of(vertx, addresses.prefix());
    }

    /** As {@code name/x.y.z.Suffix}, which scripts look for. */
    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = ClassicView.class.getResourceAsStream(VERSION)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return "vertx-mod-cluster/" + properties.getProperty("version", "0.0.0").replace('-', '.');
    }

    /** Answers a GET or HEAD; {@code token} is null for a page that nothing can be changed on. */
    void answer(HttpServerRequest request, @Nullable String token) {
        String command = parameter(request, "Cmd");
        Future<Answer> answer =
                switch (command) {
                    case "INFO" ->
                        text(view -> InfoFormat.text(ListedTables.of(view.listed(), view.nowMicros()), this::figures)
                                .body());
                    case "DUMP" ->
                        text(view -> DumpFormat.text(ListedTables.of(view.listed(), view.nowMicros()))
                                .body());
                    case "" -> bus.snapshot().compose(snapshot -> page(snapshot, token));
                    default -> Future.failedFuture(command);
                };
        answer.onSuccess(text -> send(request, text)).onFailure(cause -> fail(request, command));
    }

    /** Encoded on the worker, too: of megabytes an event loop would take milliseconds. */
    private record Answer(String type, Buffer body) {
        static Answer of(String type, String text) {
            return new Answer(type, Buffer.buffer(text));
        }
    }

    private Future<Answer> text(Function<RegistryView, String> format) {
        return bus.view()
                .compose(view ->
                        vertx.executeBlocking(() -> Answer.of("text/plain; charset=utf-8", format.apply(view)), false));
    }

    private Future<Answer> page(Snapshot snapshot, @Nullable String token) {
        List<JvmRoute> routes = snapshot.view().listed().stream()
                .map(Node::route)
                .limit(MAX_REPORTED)
                .toList();
        return bus.reports(routes)
                .compose(reports -> vertx.executeBlocking(
                        () -> Answer.of(
                                "text/html; charset=utf-8",
                                new ClassicPage(version, reports, this::inFlight, token).of(snapshot)),
                        false));
    }

    private long inFlight(JvmRoute route, String context) {
        NodeCounters.NodeCounter counter = counters.known(route);
        return counter == null ? 0 : counter.inFlight(context);
    }

    private NodeFigures figures(JvmRoute route) {
        NodeCounters.NodeCounter counter = counters.of(route);
        return new NodeFigures(counter.elected(), counter.read(), counter.transferred(), counter.connected());
    }

    private static void send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        SecurityHeaders.put(response.headers());
        // with no-referrer browsers send the form of this page with Origin: null, which says nothing of where it comes
        // from
        response.putHeader("Referrer-Policy", "same-origin");
        String refresh = parameter(request, "refresh");
        if (!refresh.isEmpty()) {
            int seconds = refresh.matches("[0-9]{1,5}") ? Integer.parseInt(refresh) : 0;
            response.putHeader("Refresh", Integer.toString(seconds < 1 ? DEFAULT_REFRESH : seconds));
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.type()).end(answer.body());
    }

    /** Whatever else a link says changes nothing. */
    private static void fail(HttpServerRequest request, String command) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        SecurityHeaders.put(response.headers());
        boolean change = command.endsWith("-APP");
        response.setStatusCode(change ? 405 : command.isEmpty() ? 503 : 400)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(
                        change
                                ? "Changes are POST, with the token of the page.\n"
                                : command.isEmpty()
                                        ? "The balancer did not answer.\n"
                                        : "Cmd (expected: INFO or DUMP)\n");
    }

    /** The first of several holds; Vert.x reads names without regard to case. */
    private static String parameter(HttpServerRequest request, String name) {
        String value = request.getParam(name);
        return value == null ? "" : value;
    }
}
