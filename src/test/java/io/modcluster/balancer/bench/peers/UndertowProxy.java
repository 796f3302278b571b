package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Undertow's mod_cluster in a JVM of its own: {@link UndertowMain}. */
final class UndertowProxy {
    static final String NAME = "undertow";

    private UndertowProxy() {}

    static Contestant start(Setting setting) throws IOException {
        List<Integer> ports = FreePorts.find(3);
        List<String> command = new ArrayList<>();
        command.addAll(setting.jvm());
        command.addAll(List.of("-cp", Program.classPath(), UndertowMain.class.getName()));
        ports.forEach(port -> command.add(port.toString()));
        command.add(Integer.toString(setting.threads()));
        command.add(absolute(setting.certificate().certificate()));
        command.add(absolute(setting.certificate().key()));
        Program program = Program.startJvm(NAME, setting.folder(), command).waitFor(ports.get(2));
        return new Contestant(
                NAME,
                program,
                Map.of(Front.HTTP, ports.get(0), Front.TLS, ports.get(1)),
                OptionalInt.of(ports.get(2)),
                true);
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}
