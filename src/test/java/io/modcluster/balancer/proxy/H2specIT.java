package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TestCertificates.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The conformance suite h2spec against the port with TLS: {@code mvn verify -Ph2spec}. */
@EnabledIfSystemProperty(named = "h2spec.folder", matches = ".+", disabledReason = "run it with -Ph2spec")
class H2specIT {
    private static final String ARCHIVE = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final int MOST_SECONDS = 300;

    /** What differs, and why: see the manual. */
    private static final List<String> DEVIATIONS = List.of(
            "half closed (remote): Sends a HEADERS frame",
            "closed: Sends a HEADERS frame",
            "Sends stream identifier that is numerically smaller than previous");

    @Test
    void c_01_all_but_the_named_deviations_pass() throws Exception {
        Path folder = Path.of(System.getProperty("h2spec.folder"));
        Files.createDirectories(folder.resolve("bin"));
        run(folder, "tar", "xzf", ARCHIVE, "-C", "bin");
        Issued localhost = new TestCertificates("test authority").issue("localhost");
        Files.setPosixFilePermissions(localhost.key(), PosixFilePermissions.fromString("rw-------"));
        String said;
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(ProxyFixture.node("n1", node.port()))) {
            proxy.traffic.setHeaderTimeout(Duration.ofSeconds(30));
            proxy.options
                    .getTls()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setCertificates(List.of(new TlsCertificate(
                            localhost.certificate().toString(), localhost.key().toString())));
            proxy.start();
            said = run(folder, "bin/h2spec", "-t", "-k", "-h", "127.0.0.1", "-p", "" + proxy.tlsPort(), "-o", "3");
        }
        Files.writeString(folder.resolve("h2spec.txt"), said);
        Matcher figures = Pattern.compile("145 tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed")
                .matcher(said);
        assertThat(figures.find()).as(said).isTrue();
        assertThat(failures(said)).as(figures.group()).isSubsetOf(DEVIATIONS);
        assertThat(Integer.parseInt(figures.group(1))).as(figures.group()).isGreaterThanOrEqualTo(141);
    }

    /** Titles of the failed cases, without their numbers, in the order of the report at the end. */
    private static List<String> failures(String said) {
        List<String> failures = new ArrayList<>();
        int report = said.indexOf("Failures:");
        Matcher failed = Pattern.compile("× (?:\\d+: )?(.+)").matcher(report < 0 ? "" : said.substring(report));
        while (failed.find()) {
            failures.add(failed.group(1).strip());
        }
        return failures;
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        return said.replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
