package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** HAProxy with kept connections to the backend. */
final class HaproxyProxy {
    static final String NAME = "haproxy";

    /** It wants two files for each, and often there are no more than 20,000 (hard limit of {@code ulimit -n}). */
    static final int MOST = 9_900;

    private static final String CONFIGURATION =
            """
            global
              nbthread %d
              maxconn %d
            defaults
              mode http
              option http-keep-alive
              option forwardfor
              http-reuse always
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              timeout tunnel 1h
            frontend clear
              bind 127.0.0.1:%d backlog 4096
              bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1 backlog 4096
              http-request set-header X-Forwarded-Proto %%[ssl_fc,iif(https,http)]
              http-request set-header X-Forwarded-Host %%[req.hdr(Host)]
              default_backend nodes
            backend nodes
              server n1 127.0.0.1:%d pool-max-conn -1
            """;

    private HaproxyProxy() {}

    static Contestant start(Setting setting) throws IOException {
        String haproxy = Program.find(NAME).orElseThrow(() -> new IOException("haproxy is not installed"));
        List<Integer> ports = FreePorts.find(2);
        // it wants certificate and key in one file
        Path pem = Files.writeString(
                setting.folder().resolve("haproxy.pem"),
                Files.readString(setting.certificate().certificate())
                        + Files.readString(setting.certificate().key()));
        Path file = Files.writeString(
                setting.folder().resolve("haproxy.cfg"),
                CONFIGURATION.formatted(
                        setting.threads(), MOST, ports.get(0), ports.get(1), pem.toAbsolutePath(), setting.backend()));
        Program program = Program.start(NAME, setting.folder(), List.of(haproxy, "-db", "-f", file.toString()))
                .waitFor(ports.get(0));
        return new Contestant(
                NAME, program, Map.of(Front.HTTP, ports.get(0), Front.TLS, ports.get(1)), OptionalInt.empty(), false);
    }
}
