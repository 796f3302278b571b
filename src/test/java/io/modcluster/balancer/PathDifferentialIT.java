package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * B-10: a path is refused, or the node gets its bytes unchanged and the balancer took it for the context that Tomcat and
 * Undertow take it for. Otherwise a client could reach an application by a path that the balancer believes to be another's.
 */
class PathDifferentialIT {
    private static final List<String> CONTEXTS = List.of("/", "/app", "/app/admin");
    private static final Pattern SEEN = Pattern.compile("context=(\\S+)");
    private static final Pattern EMPTY_SEGMENT = Pattern.compile("^[^?]*/(;[^/?]*)?/");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final List<RecordingNode> NODES = new ArrayList<>();
    private static RunningBalancer balancer;
    private static TomcatNode tomcat;
    private static Undertow undertow;

    @BeforeAll
    static void start() throws IOException {
        balancer = RunningBalancer.start();
        for (String context : CONTEXTS) {
            RecordingNode node = RecordingNode.start("context=" + context);
            NODES.add(node);
            String route = "n" + NODES.size();
            balancer.mcmp("CONFIG", "/", "JVMRoute=" + route + "&Host=127.0.0.1&Port=" + node.port() + "&Type=http");
            balancer.mcmp("ENABLE-APP", "/", "JVMRoute=" + route + "&Alias=localhost&Context=" + context);
        }
        tomcat = TomcatNode.node("t").contexts(CONTEXTS.toArray(String[]::new)).start();
        PathHandler paths = new PathHandler(named("/"));
        paths.addPrefixPath("/app", named("/app")).addPrefixPath("/app/admin", named("/app/admin"));
        undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(paths)
                .build();
        undertow.start();
    }

    @AfterAll
    static void stop() throws IOException {
        undertow.stop();
        tomcat.close();
        for (RecordingNode node : NODES) {
            node.close();
        }
        balancer.close();
    }

    @DisplayName("B-10")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/",
                "/app",
                "/app/",
                "/application",
                "/app/x",
                "/app/admin",
                "/app/admin/x",
                "/app/administrator",
                "//app",
                "/app//admin",
                "///app///admin///x",
                "/%61pp",
                "/app/%61dmin",
                "/app%2fadmin",
                "/app/%2e%2e/x",
                "/app/..;/x",
                "/app/..;a=b/x",
                "/app/.;/admin",
                "/app;v=1/admin",
                "/app;/admin/x",
                "/app;v=1",
                ";app",
                "/;/app",
                "/app/;x/admin",
                "/app/admin;jsessionid=1",
                "/app\\admin",
                "/app%5cadmin",
                "/app/%252e%252e/admin",
                "/app%3b/admin",
                "/app%3bx",
                "/app/admin%3b",
                "/app%20",
                "/app%09",
                "/APP",
                "/app/ADMIN",
                "/app/%c0%ae%c0%ae/x",
                "/app/%e0%80%af",
                "/app/%u002e",
                "/app/admin?x=/../y",
                "/app?/admin",
                "/app%3f/admin",
                "/app%00/admin",
                "/app/%2e/admin",
                "/./app",
                "/x/../app",
                "/app.",
                "/app./admin",
                "/app/admin.",
                "/app%2e",
                "/app%23/admin",
                "/app/%ff",
                "/%2fapp",
                "/app/%2fadmin",
                "/app;%2fadmin",
                "/app;a/../admin",
                "/app/x;/../admin",
                "/%c3%a4/app",
                "/app;jsessionid=a?b",
                "/app/admin;;;x",
                "/;jsessionid=1/app/admin"
            })
    void a_path_means_the_same_to_balancer_and_nodes(String target) throws IOException {
        NODES.forEach(node -> assertThat(node.violations()).isEmpty());
        String ours = contextSeen(balancer.traffic(), target);
        if (ours.equals("400")) {
            return;
        }
        String sent = NODES.stream()
                .flatMap(node -> node.requests().stream())
                .map(request -> request.target())
                .filter(target::equals)
                .findFirst()
                .orElse("nothing");
        assertThat(sent).as("the client's bytes").isEqualTo(target);
        assertSame("Tomcat", target, ours, contextSeen(address(tomcat.port()), target));
        // Tomcat merges slashes before it looks for the context, as the reference does, and Undertow does not. One of
        // the
        // two had to be chosen; an Undertow node that has both contexts serves such a path from the shorter one.
        if (!EMPTY_SEGMENT.matcher(target).find()) {
            assertSame("Undertow", target, ours, contextSeen(undertowAddress(), target));
        }
    }

    /** A node that answers something else, a refusal or a redirect, runs no application: nothing can be reached by that. */
    private static void assertSame(String who, String target, String ours, String theirs) {
        if (theirs.startsWith("/")) {
            assertThat(ours).as("%s at %s", target, who).isEqualTo(theirs);
        }
    }

    /** The context that answered, or the status. */
    private static String contextSeen(InetSocketAddress address, String target) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        RawHttp.Response response = RawHttp.exchange(address.getPort(), request, PATIENCE)
                .responses()
                .get(0);
        Matcher matcher = SEEN.matcher(response.body());
        return matcher.find() && response.status() == 200 ? matcher.group(1) : Integer.toString(response.status());
    }

    private static HttpHandler named(String context) {
        return exchange -> exchange.getResponseSender().send("context=" + context + " ");
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress("localhost", port);
    }

    private static InetSocketAddress undertowAddress() {
        return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    }
}
