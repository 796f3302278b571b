package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * wrk, which sends as fast as it is answered over so many connections.
 *
 * @param front how it talks to the proxy
 * @param path what it asks for; with more than one context {@code %d} is which
 * @param contexts so many, each request to any of them
 * @param posted bytes of the body of a POST; 0 for GET
 * @param connections so many requests at a time
 * @param header one more header line; empty for none
 */
record Wrk(Front front, String path, int contexts, int posted, int connections, String header) implements Load {
    static final String NAME = "wrk";

    /** What it measured as one line of JSON. A failed connection appears in none of its latencies. */
    private static final String REPORT =
            """
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format(
                '\\n{"requests":%d,"micros":%d,"errors":%d,"p50":%d,"p99":%d,"p999":%d}\\n',
                summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
                latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
            end
            """;

    static Wrk get(Front front, Payload payload, int connections) {
        return new Wrk(front, "/app/" + payload.file(), 1, 0, connections, "");
    }

    static Wrk post(Front front, int connections) {
        return new Wrk(front, "/app/post", 1, Payload.POSTED, connections, "");
    }

    /** The same with one more header line. */
    Wrk with(String line) {
        return new Wrk(front, path, contexts, posted, connections, line);
    }

    /** GETs of so many contexts, a letter and a number from 0 each, in no order. */
    static Wrk spread(String letter, int contexts, int connections) {
        return new Wrk(Front.HTTP, "/" + letter + "%d/13b", contexts, 0, connections, "");
    }

    /** GETs of one path. */
    static Wrk path(String path, int connections) {
        return new Wrk(Front.HTTP, path, 1, 0, connections, "");
    }

    @Override
    public String tool() {
        return NAME;
    }

    @Override
    public boolean fits(Contestant contestant) {
        return contestant.serves(front);
    }

    @Override
    public boolean isTls() {
        return front == Front.TLS;
    }

    @Override
    public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
        String wrk = Program.find(NAME).orElseThrow(() -> new IOException("wrk is not installed"));
        Path script = Files.writeString(folder.resolve("wrk.lua"), script());
        List<String> command = new ArrayList<>(List.of(wrk, "-t1", "-c" + connections));
        command.add("-d" + seconds(time));
        command.addAll(List.of("-s", script.toString(), "-H", "Host: localhost"));
        if (!header.isEmpty()) {
            command.addAll(List.of("-H", header));
        }
        command.add(contestant.url(front, contexts == 1 ? path : "/"));
        return LoadResult.ofWrk(Tool.run(command, folder));
    }

    /** It takes whole seconds only. */
    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%ds", Math.max(1, Math.round(time.toMillis() / 1000.0)));
    }

    private String script() {
        if (contexts > 1) {
            return "request = function() return wrk.format('GET', string.format('" + path + "', math.random(0, "
                    + (contexts - 1) + "))) end\n" + REPORT;
        }
        return posted == 0
                ? REPORT
                : "wrk.method = 'POST'\nwrk.body = string.rep('x', " + posted + ")\n"
                        + "wrk.headers['Content-Type'] = 'application/octet-stream'\n" + REPORT;
    }
}
