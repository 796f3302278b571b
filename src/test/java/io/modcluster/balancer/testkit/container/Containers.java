package io.modcluster.balancer.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A balancer in front of containers, each known by its name as JVMRoute and as the alias that requests name. */
public final class Containers implements AutoCloseable {
    private static final String TOMCAT_SECRET = "tomcat-s3cret";

    private final TestCertificates authority;
    private final RunningBalancer balancer;
    private final Map<String, Container> containers = new LinkedHashMap<>();

    /** Starts all of them. */
    public Containers() throws Exception {
        authority = new TestCertificates("containers");
        balancer = RunningBalancer.start(options -> {
            options.getAjp()
                    .setSecrets(List.of(
                            "node:ajp-tomcat-secret=" + TOMCAT_SECRET,
                            "node:ajp-tomcat-9-secret=" + TOMCAT_SECRET,
                            "node:ajp-undertow=" + UndertowContainer.SECRET));
            options.getNodeTls().setTrust(authority.authority().toString());
            options.getNodeHttp2().setEnabled(true);
            // the first handshake of a JVM takes longer on a machine that is busy
            options.getMcmp().setCheckTimeout(Duration.ofSeconds(10));
        });
        TestCertificates.Issued own = authority.issue("127.0.0.1");
        add("http", TomcatContainer.http());
        add("https", TomcatContainer.https(own.certificate(), own.key(), false));
        add("http2", TomcatContainer.https(own.certificate(), own.key(), true));
        add("ajp-tomcat", TomcatContainer.ajp(""));
        add("ajp-tomcat-secret", TomcatContainer.ajp(TOMCAT_SECRET));
        add("ajp-tomcat-9", Tomcat9.ajp(""));
        add("ajp-tomcat-9-secret", Tomcat9.ajp(TOMCAT_SECRET));
        add("ajp-undertow", UndertowContainer.ajp());
    }

    private void add(String name, Container container) {
        containers.put(name, container);
        String address = "&Host=127.0.0.1&Port=" + container.port() + "&Type=" + container.type();
        command("CONFIG", "JVMRoute=" + name + address);
        command("ENABLE-APP", "JVMRoute=" + name + "&Alias=" + name + "&Context=/app");
        await("State=OK of " + name)
                .pollDelay(Duration.ZERO)
                .until(() -> command("STATUS", "JVMRoute=" + name + "&Load=100").contains("State=OK"));
    }

    private String command(String method, String body) {
        var response = balancer.mcmp(method, "/", body);
        assertThat(response.statusCode()).as(response.headers().toString()).isEqualTo(200);
        return response.body();
    }

    /** What a container serves. */
    public ConformancePages pages(String name) {
        Container container = containers.get(name);
        if (container == null) {
            throw new IllegalArgumentException(name);
        }
        return container.pages();
    }

    /** The balancer in front. */
    public RunningBalancer balancer() {
        return balancer;
    }

    /** A connection to the balancer. */
    public ConformanceClient client() throws IOException {
        return new ConformanceClient(balancer.traffic());
    }

    /** The same for small bodies, right or wrong. */
    public RawHttp raw() throws IOException {
        return RawHttp.connect(balancer.traffic());
    }

    /** Sends a request without a body, and header lines, and reads one response. */
    public RawHttp.Response ask(String node, String method, String path, String lines) throws IOException {
        try (RawHttp client = raw()) {
            return client.send(head(node, method, path) + lines + "\r\n").read(Duration.ofSeconds(10));
        }
    }

    /** The first lines of a request for this container. */
    public static String head(String node, String method, String path) {
        return method + " /app" + path + " HTTP/1.1\r\nHost: " + node + "\r\n";
    }

    /** Whether any of them has a call under way. */
    public boolean isAnyRunning() {
        return containers.values().stream()
                .anyMatch(container -> container.pages().running() > 0);
    }

    /** Their names. */
    public static List<String> names() {
        return List.of(
                "http",
                "https",
                "http2",
                "ajp-tomcat",
                "ajp-tomcat-secret",
                "ajp-tomcat-9",
                "ajp-tomcat-9-secret",
                "ajp-undertow");
    }

    @Override
    public void close() {
        balancer.close();
        containers.values().forEach(Container::close);
    }
}
