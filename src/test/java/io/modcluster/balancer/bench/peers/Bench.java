package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
    private final List<Fact> facts = new ArrayList<>();
    private boolean hasFailed;

    private Bench(PeerPlan plan, PrintWriter out, Path folder) throws IOException, GeneralSecurityException {
        this.plan = plan;
        this.out = out;
        this.folder = folder;
        this.raw = folder.resolve("raw.jsonl");
        this.certificate = new TestCertificates("bench").issue("localhost", "127.0.0.1");
        // ours refuses a key that everybody can read
        Files.setPosixFilePermissions(certificate.key(), PosixFilePermissions.fromString("rw-------"));
        this.backendPort = FreePorts.find(1).get(0);
        this.backend = NginxFiles.backend(folder, backendPort);
    }

    /** Starts the backend; raw data go to a new folder in that of the plan. */
    static Bench start(PeerPlan plan, PrintWriter out) throws IOException, GeneralSecurityException {
        return new Bench(plan, out, Files.createTempDirectory(Files.createDirectories(plan.out()), "run-"));
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

    /** With the backend of static answers. */
    Setting setting() {
        return settingWith(backendPort);
    }

    /** With another backend. */
    Setting settingWith(int port) {
        return new Setting(folder, port, certificate, plan.threads(), plan.jvm());
    }

    /** The proxies of the plan that are here; nothing is registered yet. */
    Contestants contestants(Setting setting) throws IOException {
        return contestants(setting, plan.proxies());
    }

    /** The proxies of the plan that take MCMP. */
    Contestants balancers(Setting setting) throws IOException {
        List<String> names = plan.proxies().stream()
                .filter(name -> PeerPlan.isUs(name) || name.equals(UndertowProxy.NAME))
                .toList();
        return contestants(setting, names);
    }

    private Contestants contestants(Setting setting, List<String> names) throws IOException {
        Contestants contestants = new Contestants();
        for (String name : names) {
            if (!PeerPlan.isUs(name)
                    && !name.equals(UndertowProxy.NAME)
                    && Program.find(name).isEmpty()) {
                say(name + ": not here");
                continue;
            }
            contestants.add(() -> switch (name) {
                case NginxFiles.NAME -> NginxFiles.proxy(setting);
                case HaproxyProxy.NAME -> HaproxyProxy.start(setting);
                case UndertowProxy.NAME -> UndertowProxy.start(setting);
                default -> plan.balancer(name).start(setting);
            });
        }
        return contestants;
    }

    /** Keeps one measurement. */
    void record(Figures measured) throws IOException {
        figures.add(measured);
        keep(measured.toJson());
    }

    /** Keeps one figure, and shows it at once. */
    void record(Fact fact) throws IOException {
        facts.add(fact);
        keep(fact.toJson());
        say(fact.toString());
    }

    /** Says why cases could not be measured. */
    void failed(String why) {
        hasFailed = true;
        say("FAILED " + why);
    }

    boolean hasFailed() {
        return hasFailed;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints the table, and writes it with all other figures to {@code table.txt} of the folder of the plan. */
    void report() throws IOException {
        String table = figures.isEmpty() ? "" : Table.of(figures);
        say(table);
        String others = facts.stream().map(fact -> fact + "\n").collect(Collectors.joining());
        Files.writeString(
                plan.out().resolve("table.txt"),
                String.join(" ", plan.cases()) + "\n" + table + others + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        say("raw data: " + raw + ", tables of all runs: " + plan.out().resolve("table.txt"));
    }

    private void keep(JsonObject line) throws IOException {
        Files.writeString(raw, line.encode() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        backend.close();
    }
}
