package io.modcluster.balancer.testkit.cluster;

import io.modcluster.balancer.testkit.RawHttp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients with sessions, behind something that sends new connections to members that say they are ready. A client keeps its
 * connection until the member says {@code Connection: close} or cuts it; a GET whose connection broke is sent again to another
 * member. Each has one session of a {@code TomcatNode}, which counts its requests.
 */
public final class StickyClients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MILLIS = 20;
    private static final long LOOK_MILLIS = 100;
    private static final int ATTEMPTS = 3;

    private final String path;
    private final List<Member> members;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong answered = new AtomicLong();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    /**
     * What they saw since the last report.
     *
     * @param answered requests with the right answer
     * @param broken attempts that ended without an answer
     * @param wrong requests without a right answer after all attempts
     */
    public record Report(long answered, List<String> broken, List<String> wrong) {
        @Override
        public String toString() {
            return answered + " answered, " + broken.size() + " attempts broken, " + wrong.size() + " not answered";
        }
    }

    private static final class Member {
        private final String name;
        private final InetSocketAddress traffic;
        private final InetSocketAddress manager;
        private volatile boolean ready = true;

        private Member(MemberProcess process) {
            name = process.name();
            traffic = process.traffic();
            manager = process.manager();
        }

        private void look() {
            try (RawHttp http = RawHttp.connect(manager)) {
                ready = http.send("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .read(PATIENCE)
                                .status()
                        == 200;
            } catch (IOException away) {
                ready = false;
            }
        }
    }

    private StickyClients(List<MemberProcess> members, String path, int count) {
        this.path = path;
        this.members = members.stream().map(Member::new).toList();
        this.members.forEach(member -> threads.add(new Thread(() -> every(LOOK_MILLIS, member::look))));
        IntStream.range(0, count).forEach(number -> {
            Client client = new Client(number);
            threads.add(new Thread(() -> {
                every(PAUSE_MILLIS, client::request);
                client.hangUp();
            }));
        });
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Starts so many; {@code path} is the page {@code /session} of a context. */
    public static StickyClients start(List<MemberProcess> members, String path, int count) {
        return new StickyClients(members, path, count);
    }

    /** What happened since the last report. */
    public Report lap() {
        return new Report(answered.getAndSet(0), drain(broken), drain(wrong));
    }

    /** Ends all. */
    @Override
    public void close() {
        over.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<String> drain(Queue<String> queue) {
        List<String> all = new ArrayList<>();
        for (String one = queue.poll(); one != null; one = queue.poll()) {
            all.add(one);
        }
        return all;
    }

    private void every(long millis, Runnable work) {
        try {
            while (!over.await(millis, TimeUnit.MILLISECONDS)) {
                work.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Client {
        private int next;
        private @Nullable RawHttp connection;
        private String at = "";
        private String cookie = "";
        private String session = "";

        private Client(int number) {
            next = number;
        }

        private void request() {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                boolean reused = connection != null;
                try {
                    RawHttp open = connection == null ? connect() : connection;
                    RawHttp.Response response = open.send(
                                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n")
                            .read(PATIENCE);
                    take(response);
                    return;
                } catch (IOException gone) {
                    broken.add(Instant.now() + " " + at + (reused ? " reused: " : " new: ") + gone);
                    hangUp();
                }
            }
            wrong.add(Instant.now() + " no answer after " + ATTEMPTS + " attempts");
        }

        private void take(RawHttp.Response response) {
            String body = response.body();
            String known = body.substring(0, Math.max(0, body.indexOf(" count=")));
            if (response.status() != 200 || known.isEmpty()) {
                wrong.add(Instant.now() + " " + at + ": " + response);
            } else if (session.isEmpty()) {
                session = known;
                cookie = "Cookie: " + response.header("Set-Cookie").split(";", 2)[0] + "\r\n";
                answered.incrementAndGet();
            } else if (!session.equals(known)) {
                wrong.add(Instant.now() + " " + at + ": " + body + " (expected: " + session + ")");
            } else {
                answered.incrementAndGet();
            }
            if (response.header("Connection").equalsIgnoreCase("close")) {
                hangUp();
            }
        }

        private RawHttp connect() throws IOException {
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(Math.floorMod(next++, members.size()));
                if (member.ready) {
                    at = member.name;
                    RawHttp opened = RawHttp.connect(member.traffic);
                    connection = opened;
                    return opened;
                }
            }
            at = "nobody";
            throw new IOException("no member is ready");
        }

        private void hangUp() {
            RawHttp open = connection;
            connection = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException gone) {
                    // it is given up anyway
                }
            }
        }
    }
}
