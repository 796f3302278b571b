package io.modcluster.balancer.bench.peers;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark starts and measures, in a second: so that it can be run when it is needed. */
class BalancerProxyIT {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void ours_is_started_registered_with_loaded_and_measured() throws Exception {
        HttpServer backend = await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("Hello, World!"))
                .listen(0, "127.0.0.1"));
        TestCertificates.Issued certificate = new TestCertificates("bench").issue("localhost");
        Files.setPosixFilePermissions(certificate.key(), PosixFilePermissions.fromString("rw-------"));
        Setting setting = new Setting(folder, backend.actualPort(), certificate, 1, List.of("-Xmx64m"));
        BalancerProxy us = new BalancerProxy(BalancerProxy.NAME, "", Map.of(), List.of());

        try (Contestant contestant = us.start(setting)) {
            Contestants.register(contestant, backend.actualPort());
            LoadResult result = new OpenLoop("/app/13b", 0, 200, 4).run(contestant, Duration.ofMillis(500), folder);

            assertThat(result.requests()).isEqualTo(100);
            assertThat(result.errors()).isZero();
            assertThat(result.p999()).isGreaterThanOrEqualTo(result.p50()).isPositive();
            assertThat(ProcFiles.cpu(contestant.program().pids()).all()).isPositive();
            assertThat(HeapBytes.of(contestant, folder)).isGreaterThan(1 << 20);
            assertThat(contestant.serves(Front.TLS)).isTrue();
        }
    }
}
