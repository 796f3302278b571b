package io.modcluster.balancer.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * h2load: HTTP/2 over TLS, as fast as it is answered.
 *
 * @param path what it asks for
 * @param connections of the clients
 * @param streams requests at a time on each
 */
record H2load(String path, int connections, int streams) implements Load {
    static final String NAME = "h2load";

    private static final int OK = 399;

    @Override
    public String tool() {
        return NAME;
    }

    @Override
    public boolean fits(Contestant contestant) {
        return contestant.serves(Front.TLS);
    }

    @Override
    public boolean isTls() {
        return true;
    }

    @Override
    public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
        String h2load = Program.find(NAME).orElseThrow(() -> new IOException("h2load is not installed"));
        Path log = folder.resolve("h2load.tsv");
        Files.deleteIfExists(log);
        Tool.run(
                List.of(
                        h2load,
                        "-t1",
                        "-c" + connections,
                        "-m" + streams,
                        "-D" + Math.max(1, Math.round(time.toMillis() / 1000.0)),
                        "--log-file=" + log,
                        contestant.url(Front.TLS, path)),
                folder);
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            return read(lines);
        }
    }

    /** Its log: begin in microseconds, status and microseconds until the end of each response, with tabs between. */
    static LoadResult read(BufferedReader lines) throws IOException {
        Latencies latencies = new Latencies();
        long first = Long.MAX_VALUE;
        long last = 0;
        long errors = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int status = line.indexOf('\t');
            int took = line.indexOf('\t', status + 1);
            long begin = Long.parseLong(line.substring(0, status));
            long micros = Long.parseLong(line.substring(took + 1));
            first = Math.min(first, begin);
            last = Math.max(last, begin + micros);
            int code = Integer.parseInt(line.substring(status + 1, took));
            errors += code < 0 || code > OK ? 1 : 0;
            latencies.add(micros);
        }
        return latencies.result(latencies.count() == 0 ? 0 : (last - first) / 1e6, errors);
    }
}
