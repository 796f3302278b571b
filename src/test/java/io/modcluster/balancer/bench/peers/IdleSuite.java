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
    static final String NAME = "idle";
    static final String FOR_EACH = "more for each connection";

    private static final int CONNECTIONS = 10_000;

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
        // small, above all for what is young: what was only touched would be counted as if it were needed
        List<String> jvm = new ArrayList<>(plain.jvm());
        jvm.add("-Xmx512m");
        jvm.add("-Xmn32m");
        Setting setting = new Setting(plain.folder(), plain.backend(), plain.certificate(), plain.threads(), jvm);
        bench.dismissFleet();
        for (String name : bench.plan().proxies()) {
            // it has a connection to the backend for each: it would say nothing
            if (!name.equals(PipeProxy.NAME)) {
                try (Contestants one = new Contestants()) {
                    bench.start(one, name, setting);
                    for (Contestant contestant : one.all()) {
                        Contestants.register(contestant, bench.backend());
                        measure(bench, contestant, name.equals(HaproxyProxy.NAME) ? HaproxyProxy.MOST : CONNECTIONS);
                    }
                }
            }
        }
    }

    private static void measure(Bench bench, Contestant contestant, int connections) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try {
            connect(contestant, open, connections / 10);
            closeAll(open);
            long base = rss(bench, contestant);
            connect(contestant, open, connections);
            long full = rss(bench, contestant);
            bench.record(new Fact(NAME, contestant.name(), "RSS without connections", base / (1024.0 * 1024), "MiB"));
            bench.record(new Fact(
                    NAME, contestant.name(), "RSS with " + connections + " of them", full / (1024.0 * 1024), "MiB"));
            bench.record(new Fact(NAME, contestant.name(), FOR_EACH, (full - base) / 1024.0 / connections, "KiB"));
        } finally {
            closeAll(open);
        }
    }

    private static long rss(Bench bench, Contestant contestant) throws IOException {
        if (contestant.isJvm()) {
            // twice: what the first one finishes with, such as cleaners of buffers, is free after the second one
            HeapBytes.jcmd(contestant, bench.folder(), "GC.run");
            HeapBytes.jcmd(contestant, bench.folder(), "GC.run");
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
