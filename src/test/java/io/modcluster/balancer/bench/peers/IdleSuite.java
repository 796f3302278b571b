package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Connections that had one request each and are kept: memory of the processes for each. */
final class IdleSuite implements Suite {
    private static final String NAME = "idle";

    /** HAProxy wants two files for each connection; 20,000 is a common limit. */
    private static final int CONNECTIONS = 9_500;

    private static final byte[] REQUEST =
            "GET /app/13b HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** For freed memory to be given back. */
    private static final Duration REST = Duration.ofSeconds(2);

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        Setting plain = bench.setting();
        // a heap that shrinks with what is in it, so that memory in use is memory needed
        Setting setting =
                new Setting(plain.folder(), plain.backend(), plain.certificate(), plain.threads(), List.of("-Xmx512m"));
        try (Contestants contestants = bench.contestants(setting)) {
            for (Contestant contestant : contestants.all()) {
                Contestants.register(contestant, bench.backend());
                measure(bench, contestant);
            }
        }
    }

    private static void measure(Bench bench, Contestant contestant) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            connect(contestant, open, CONNECTIONS / 10);
            closeAll(open);
            long base = rss(bench, contestant);
            connect(contestant, open, CONNECTIONS);
            long full = rss(bench, contestant);
            bench.record(new Fact(NAME, contestant.name(), "RSS without connections", base / (1024.0 * 1024), "MiB"));
            bench.record(new Fact(
                    NAME, contestant.name(), "RSS with " + CONNECTIONS + " of them", full / (1024.0 * 1024), "MiB"));
            bench.record(new Fact(
                    NAME, contestant.name(), "more for each connection", (full - base) / 1024.0 / CONNECTIONS, "KiB"));
        } finally {
            closeAll(open);
        }
    }

    private static long rss(Bench bench, Contestant contestant) throws IOException {
        if (contestant.isJvm()) {
            String jcmd = Program.java().replaceAll("java$", "jcmd");
            String pid = Long.toString(contestant.program().pid());
            // twice: what the first one finishes with, such as cleaners of buffers, is free after the second one
            Tool.run(List.of(jcmd, pid, "GC.run"), bench.folder());
            Tool.run(List.of(jcmd, pid, "GC.run"), bench.folder());
        }
        LockSupport.parkNanos(REST.toNanos());
        return ProcFiles.rss(contestant.program().pids());
    }

    private static void connect(Contestant contestant, List<SocketChannel> open, int count) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), contestant.port(Front.HTTP));
        ByteBuffer answer = ByteBuffer.allocate(4096);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(address);
            open.add(channel);
            channel.write(ByteBuffer.wrap(REQUEST));
            answer.clear();
            if (channel.read(answer) < 0) {
                throw new IOException(contestant.name() + " closed connection " + i);
            }
        }
    }

    private static void closeAll(List<SocketChannel> open) throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
        open.clear();
    }
}
