package io.modcluster.balancer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Recording nodes that are registered with a balancer and answer with their names. */
public final class RegisteredNodes implements AutoCloseable {
    private final RunningBalancer balancer;
    private final List<RecordingNode> nodes = new ArrayList<>();

    /** None yet, at this balancer. */
    public RegisteredNodes(RunningBalancer balancer) {
        this.balancer = balancer;
    }

    /** Starts a node and registers it; {@code more} is appended to CONFIG, such as {@code &Domain=A}. */
    public RecordingNode register(String name, String more) throws IOException {
        RecordingNode node = RecordingNode.start(name);
        nodes.add(node);
        command("CONFIG", "/", "JVMRoute=" + name + "&Host=127.0.0.1&Port=" + node.port() + "&Type=http" + more);
        return node;
    }

    /** The node of this name. */
    public RecordingNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Enables a context under the alias {@code localhost}. */
    public void enable(String name, String context) {
        command("ENABLE-APP", "/", "JVMRoute=" + name + "&Alias=localhost&Context=" + context);
    }

    /** Reports a load until the node is found alive, as nodes do: one look may take longer than it has time on a busy machine. */
    public void load(String name, int load) {
        await("State=OK of " + name).pollDelay(Duration.ZERO).until(() -> command(
                        "STATUS", "/", "JVMRoute=" + name + "&Load=" + load)
                .contains("State=OK"));
    }

    /** Sends a command that must be obeyed. */
    public String command(String method, String target, String body) {
        var response = balancer.mcmp(method, target, body);
        assertThat(response.statusCode()).as(response.headers().toString()).isEqualTo(200);
        return response.body();
    }

    @Override
    public void close() throws IOException {
        for (RecordingNode node : nodes) {
            node.close();
        }
    }
}
