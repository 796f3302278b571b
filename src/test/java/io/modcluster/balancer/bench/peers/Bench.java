package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** A run of the benchmark: its plan, the backend, and where results go. */
final class Bench implements AutoCloseable {
    private final PeerPlan plan;
    private final PrintWriter out;
    private final Path folder;
    private final Path raw;
    private final int backendPort;
    private final Program backend;
    private final TestCertificates.Issued certificate;
    private final List<Figures> figures = new ArrayList<>();

    private Bench(PeerPlan plan, PrintWriter out, Path folder, Path raw) throws IOException, GeneralSecurityException {
        this.plan = plan;
        this.out = out;
        this.folder = folder;
        this.raw = raw;
        this.certificate = new TestCertificates("bench").issue("localhost", "127.0.0.1");
        // ours refuses a key that everybody can read
        Files.setPosixFilePermissions(certificate.key(), PosixFilePermissions.fromString("rw-------"));
        this.backendPort = FreePorts.find(1).get(0);
        this.backend = NginxFiles.backend(folder, backendPort);
    }

    /** Starts the backend; raw data go to a new file of the folder of the plan. */
    static Bench start(PeerPlan plan, PrintWriter out) throws IOException, GeneralSecurityException {
        Path parent = Files.createDirectories(plan.out());
        Path folder = Files.createTempDirectory(parent, "run-");
        return new Bench(plan, out, folder, folder.resolve("raw.jsonl"));
    }

    PeerPlan plan() {
        return plan;
    }

    Path folder() {
        return folder;
    }

    int backend() {
        return backendPort;
    }

    List<Figures> figures() {
        return List.copyOf(figures);
    }

    Setting setting() {
        return new Setting(folder, backendPort, certificate, plan.threads(), plan.jvm());
    }

    /** The proxies of the plan that are here, each with the backend behind it. */
    Contestants contestants() throws IOException {
        Contestants contestants = new Contestants();
        Setting setting = setting();
        for (String proxy : plan.proxies()) {
            if (!PeerPlan.isUs(proxy)
                    && !proxy.equals(UndertowProxy.NAME)
                    && Program.find(proxy).isEmpty()) {
                say(proxy + ": not here");
                continue;
            }
            Contestants.register(
                    contestants.add(() -> switch (proxy) {
                        case NginxFiles.NAME -> NginxFiles.proxy(setting);
                        case HaproxyProxy.NAME -> HaproxyProxy.start(setting);
                        case UndertowProxy.NAME -> UndertowProxy.start(setting);
                        default -> plan.balancer(proxy).start(setting);
                    }),
                    backendPort);
        }
        return contestants;
    }

    /** Keeps one measurement, in the raw data too. */
    void record(Figures measured) throws IOException {
        figures.add(measured);
        Files.writeString(raw, measured.toJson().encode() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        backend.close();
        say("raw data: " + raw);
    }
}
