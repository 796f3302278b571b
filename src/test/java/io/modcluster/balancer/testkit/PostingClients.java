package io.modcluster.balancer.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that POST one thing after the other over connections that they keep, each with a target of its own. */
@SuppressWarnings("try") // whoever interrupts a test wants it to end
public final class PostingClients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Thread> threads = new ArrayList<>();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean stopped;

    /** What came of a POST that was not served: the status, 0 where the connection ended without one. */
    public record Outcome(String target, int status, String body) {}

    private PostingClients() {}

    /** Starts so many. */
    public static PostingClients start(InetSocketAddress balancer, int count) {
        PostingClients clients = new PostingClients();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> clients.run(balancer), "posting-client-" + i);
            thread.setDaemon(true);
            thread.start();
            clients.threads.add(thread);
        }
        return clients;
    }

    private void run(InetSocketAddress balancer) {
        while (!stopped) {
            try (RawHttp connection = RawHttp.connect(balancer)) {
                while (!stopped && post(connection)) {
                    // goes on while the connection does
                }
            } catch (IOException refused) {
                outcomes.add(new Outcome("-", 0, refused.toString()));
            }
        }
    }

    private boolean post(RawHttp connection) {
        String target = "/post/" + number.incrementAndGet();
        try {
            RawHttp.Response response = connection
                    .send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
                    .read(PATIENCE);
            if (response.status() == 200) {
                served.incrementAndGet();
            } else {
                outcomes.add(new Outcome(target, response.status(), response.body()));
            }
            return !"close".equalsIgnoreCase(response.header("Connection"));
        } catch (IOException | RuntimeException cut) {
            outcomes.add(new Outcome(target, 0, cut.toString()));
            return false;
        }
    }

    /** How many were served so far. */
    public int served() {
        return served.get();
    }

    /** Those that were not, so far. */
    public List<Outcome> lost() {
        return List.copyOf(outcomes);
    }

    /** Lets the running ones end and posts no more. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
    }
}
