package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a JVM takes to pass bytes on, and no proxy can do without: {@link PipeMain} in a JVM of its own. */
final class PipeProxy {
    static final String NAME = "pipe";

    private PipeProxy() {}

    static Contestant start(Setting setting) throws IOException {
        int port = FreePorts.find(1).get(0);
        List<String> arguments = new ArrayList<>(setting.jvm());
        arguments.addAll(List.of("-cp", Program.classPath(), PipeMain.class.getName()));
        List.of(port, setting.backend(), setting.threads()).forEach(each -> arguments.add(each.toString()));
        Program program = Program.startJvm(NAME, setting.folder(), arguments).waitFor(port);
        return new Contestant(NAME, program, Map.of(Front.HTTP, port), OptionalInt.empty(), true);
    }
}
