package io.modcluster.balancer.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RunningBalancer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A balancer in front of containers, each known by its name as JVMRoute and as the alias that requests name. */
public final class Containers implements AutoCloseable {
    private static final String TOMCAT_SECRET = "tomcat-s3cret";

    private final RunningBalancer balancer = RunningBalancer.start(options -> options.getAjp()
            .setSecrets(List.of(
                    "node:ajp-tomcat-secret=" + TOMCAT_SECRET, "node:ajp-undertow=" + UndertowContainer.SECRET)));
    private final Map<String, Container> containers = new LinkedHashMap<>();

    /** Starts all of them. */
    public Containers() throws Exception {
        add("http", TomcatContainer.http());
        add("ajp-tomcat", TomcatContainer.ajp(""));
        add("ajp-tomcat-secret", TomcatContainer.ajp(TOMCAT_SECRET));
        add("ajp-undertow", UndertowContainer.ajp());
    }

    private void add(String name, Container container) {
        containers.put(name, container);
        String address = "&Host=127.0.0.1&Port=" + container.port() + "&Type=" + container.type();
        command("CONFIG", "JVMRoute=" + name + address);
        command("ENABLE-APP", "JVMRoute=" + name + "&Alias=" + name + "&Context=/app");
        assertThat(command("STATUS", "JVMRoute=" + name + "&Load=100")).contains("State=OK");
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
    public ConformanceClient client() throws java.io.IOException {
        return new ConformanceClient(balancer.traffic());
    }

    @Override
    public void close() {
        balancer.close();
        containers.values().forEach(Container::close);
    }
}
