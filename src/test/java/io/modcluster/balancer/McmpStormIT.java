package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two hundred nodes talk at once, each pipelining on a connection of its own; the table must be what a model says. */
class McmpStormIT {
    private static final int NODES = 200;
    private static final int COMMANDS = 50;
    private static final String[] CONTEXTS = {"/", "/a", "/a/b", "/shop"};
    private static final String[] ALIASES = {"one.example", "two.example"};
    private static final Pattern NODE = Pattern.compile("Node: \\[(\\d+)],Name: ([^,]+),.*,Load: (-?\\d+)");
    private static final Pattern VHOST = Pattern.compile("Vhost: \\[(\\d+):(\\d+):\\d+], Alias: (.+)");
    private static final Pattern CONTEXT =
            Pattern.compile("Context: \\[(\\d+):(\\d+):\\d+], Context: (.+), Status: (.+)");

    /** What one node said, and what must be known of it in the end. */
    private static final class Story {
        private final String route;
        private final Random random;
        private final StringBuilder wire = new StringBuilder();
        private final Map<String, String> contexts = new TreeMap<>();
        private boolean registered;

        Story(String route, long seed) {
            this.route = route;
            this.random = new Random(seed);
            for (int i = 0; i < COMMANDS; i++) {
                step();
            }
        }

        private void step() {
            int what = registered ? random.nextInt(20) : 0;
            String context = CONTEXTS[random.nextInt(CONTEXTS.length)];
            switch (what) {
                case 0, 1 -> config();
                case 2 -> {
                    send("REMOVE-APP", "/*", "");
                    contexts.clear();
                    registered = false;
                }
                case 3 -> all("DISABLE-APP", "DISABLED");
                case 4 -> all("STOP-APP", "STOPPED");
                case 5, 6 -> send("STATUS", "/", "&Load=-1");
                case 7, 8, 9 -> one("STOP-APP", context, "STOPPED");
                case 10, 11, 12 -> one("DISABLE-APP", context, "DISABLED");
                case 13, 14 -> {
                    send("REMOVE-APP", "/", app(context));
                    contexts.remove(context);
                }
                default -> one("ENABLE-APP", context, "ENABLED");
            }
        }

        private void config() {
            int number = Integer.parseInt(route.substring(1));
            send("CONFIG", "/", "&Host=127.1.0." + (number + 1) + "&Port=9000&Type=http&ping=" + random.nextInt(20));
            registered = true;
        }

        private void one(String method, String context, String status) {
            send(method, "/", app(context));
            contexts.put(context, status);
        }

        private void all(String method, String status) {
            send(method, "/*", "");
            contexts.replaceAll((context, before) -> status);
        }

        private static String app(String context) {
            return "&Alias=" + String.join(",", ALIASES) + "&Context=" + context;
        }

        private void send(String method, String target, String more) {
            String body = "JVMRoute=" + route + more;
            wire.append(method)
                    .append(' ')
                    .append(target)
                    .append(" HTTP/1.1\r\nHost: b\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
        }
    }

    @Test
    @DisplayName("A-14 10,000 pipelined commands of 200 nodes leave the table that the model says")
    void the_table_is_what_everybody_said_in_their_order() throws Exception {
        long seed = Long.getLong("seed", 14);
        List<Story> stories = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            stories.add(new Story("n" + i, seed * NODES + i));
        }
        try (RunningBalancer balancer = RunningBalancer.start()) {
            tell(balancer.mcmp().getPort(), stories);
            String info = balancer.info();
            compare(info, stories, seed);
            assertThat(balancer.mcmp("DUMP", "/", "").body().lines())
                    .allMatch(line -> line.matches("(balancer|node|host|context): .+"));
        }
    }

    private static void tell(int port, List<Story> stories) {
        ExecutorService talkers = Executors.newFixedThreadPool(32);
        try {
            List<CompletableFuture<List<Integer>>> answers = stories.stream()
                    .map(story -> CompletableFuture.supplyAsync(() -> converse(port, story), talkers))
                    .toList();
            answers.forEach(
                    answer -> assertThat(answer.join()).hasSize(COMMANDS).containsOnly(200));
        } finally {
            talkers.shutdown();
        }
    }

    private static List<Integer> converse(int port, Story story) {
        try (RawHttp connection = RawHttp.connect(port)) {
            connection.send(story.wire.toString());
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < COMMANDS; i++) {
                statuses.add(connection.read(Duration.ofSeconds(20)).status());
            }
            return statuses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(String info, List<Story> stories, long seed) {
        Map<String, String> names = new TreeMap<>();
        Map<String, Integer> loads = new TreeMap<>();
        Map<String, List<String>> aliases = new TreeMap<>();
        Map<String, Map<String, String>> rows = new TreeMap<>();
        info.lines().forEach(line -> {
            Matcher node = NODE.matcher(line);
            Matcher vhost = VHOST.matcher(line);
            Matcher context = CONTEXT.matcher(line);
            if (node.matches()) {
                names.put(node.group(1), node.group(2));
                loads.put(node.group(2), Integer.valueOf(node.group(3)));
            } else if (vhost.matches()) {
                aliases.computeIfAbsent(vhost.group(1) + ":" + vhost.group(2), key -> new ArrayList<>())
                        .add(vhost.group(3));
            } else {
                assertThat(context.matches()).as(line).isTrue();
                // INFO does not say which alias a context line is about: the lines repeat once for each of the vhost
                rows.computeIfAbsent(names.get(context.group(1)), key -> new TreeMap<>())
                        .merge(
                                context.group(3),
                                context.group(4),
                                (one, two) -> one.equals(two) ? one : one + "?" + two);
                assertThat(aliases).containsKey(context.group(1) + ":" + context.group(2));
            }
        });
        for (Story story : stories) {
            assertThat(rows.getOrDefault(story.route, Map.of()))
                    .as("contexts of %s, seed %d", story.route, seed)
                    .isEqualTo(story.contexts);
            if (story.registered) {
                assertThat(loads).as("seed %d", seed).containsKey(story.route);
            }
        }
        assertThat(aliases.values()).allMatch(together -> together.equals(List.of(ALIASES)));
    }
}
