package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * This balancer, as its main class starts it.
 *
 * @param name as the table shows it
 * @param classes a jar, or a folder of classes that stands before the class path of the benchmark; empty for that alone
 * @param settings options → value
 * @param jvm arguments of its JVM beside those of all
 */
record BalancerProxy(String name, String classes, Map<String, String> settings, List<String> jvm) {
    static final String NAME = "us";

    private static final String MAIN = "io.modcluster.balancer.launcher.Main";

    /** What Hazelcast asks for; the jar has them in its manifest. */
    private static final List<String> OPENS = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    /** Copies. */
    BalancerProxy {
        settings = Map.copyOf(settings);
        jvm = List.copyOf(jvm);
    }

    /** The same with more options. */
    BalancerProxy with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        return new BalancerProxy(name, classes, all, jvm);
    }

    /** The same with more arguments of its JVM. */
    BalancerProxy withJvm(List<String> more) {
        List<String> all = new ArrayList<>(jvm);
        all.addAll(more);
        return new BalancerProxy(name, classes, settings, all);
    }

    /** The same under another name. */
    BalancerProxy named(String other) {
        return new BalancerProxy(other, classes, settings, jvm);
    }

    Contestant start(Setting setting) throws IOException {
        List<Integer> ports = FreePorts.find(4);
        List<String> command = new ArrayList<>();
        boolean hasCollector = jvm.stream().anyMatch(BalancerProxy::isCollector);
        setting.jvm().stream()
                .filter(argument -> !hasCollector || !isCollector(argument))
                .forEach(command::add);
        command.addAll(jvm);
        command.addAll(OPENS);
        // its own configuration, not that of the tests
        command.add("-Dlogback.configurationFile=logback.xml");
        command.addAll(List.of("-cp", classPath(), MAIN, "run"));
        options(setting, ports).forEach((key, value) -> command.add("--set=" + key + "=" + value));
        Program program = Program.startJvm(name, setting.folder(), command).waitFor(ports.get(0));
        return new Contestant(
                name,
                program,
                Map.of(Front.HTTP, ports.get(0), Front.TLS, ports.get(1)),
                OptionalInt.of(ports.get(2)),
                true);
    }

    /** A JVM takes one of them. */
    private static boolean isCollector(String argument) {
        return argument.matches("-XX:\\+Use\\w+GC");
    }

    private String classPath() {
        String all = Program.classPath();
        if (classes.isEmpty()) {
            return all;
        }
        return classes.endsWith(".jar") ? classes : classes + File.pathSeparator + all;
    }

    private Map<String, String> options(Setting setting, List<Integer> ports) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("traffic.host", "127.0.0.1");
        options.put("traffic.port", ports.get(0).toString());
        options.put("traffic.instances", Integer.toString(setting.threads()));
        options.put("traffic.max-connections", Integer.toString(Setting.CONNECTIONS));
        options.put("traffic.max-connections-per-client", "0");
        options.put("tls.host", "127.0.0.1");
        options.put("tls.port", ports.get(1).toString());
        options.put(
                "tls.certificates",
                "[{\"certificate\":\"%s\",\"key\":\"%s\"}]"
                        .formatted(
                                setting.certificate().certificate().toAbsolutePath(),
                                setting.certificate().key().toAbsolutePath()));
        options.put("mcmp.port", ports.get(2).toString());
        // for the case "tables"; the other limits are as they are
        options.put("mcmp.max-nodes", Integer.toString(Setting.NODES));
        options.put("mcmp.max-contexts-per-node", Integer.toString(Setting.CONTEXTS));
        options.put("manager.port", ports.get(3).toString());
        options.put("request.max-per-connection", Integer.toString(Setting.PER_CONNECTION));
        options.putAll(settings);
        return options;
    }
}
