package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** httpd as Debian packages it, with mod_proxy_ajp and kept connections to the node; one process of many threads. */
final class HttpdProxy {
    static final String NAME = "httpd";

    private static final List<String> PROGRAMS = List.of("apache2", "httpd");
    private static final List<Path> MODULES = Stream.of("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules")
            .map(Path::of)
            .toList();

    private static final String CONFIGURATION =
            """
            ServerRoot %s
            ServerName localhost
            PidFile httpd.pid
            DefaultRuntimeDir %s
            ErrorLog httpd.error.log
            User #65534
            Group #65534
            Listen 127.0.0.1:%d
            %s
            StartServers 1
            ServerLimit 1
            ThreadLimit 256
            ThreadsPerChild 256
            MaxRequestWorkers 256
            MinSpareThreads 1
            MaxSpareThreads 256
            MaxConnectionsPerChild 0
            KeepAlive On
            MaxKeepAliveRequests 0
            KeepAliveTimeout 75
            ProxyRequests Off
            ProxyPass /app ajp://127.0.0.1:%d/app enablereuse=on keepalive=on max=256 iobuffersize=%d
            """;

    private HttpdProxy() {}

    /** Where its modules are, if it is installed with those that are needed. */
    static Optional<Path> modules() {
        return MODULES.stream()
                .filter(folder -> program().isPresent() && Files.exists(folder.resolve("mod_proxy_ajp.so")))
                .findFirst();
    }

    private static Optional<String> program() {
        return PROGRAMS.stream().map(Program::find).flatMap(Optional::stream).findFirst();
    }

    /** In front of an AJP connector with packets of this size. */
    static Contestant start(Setting setting, int packetSize) throws IOException {
        Path modules = modules().orElseThrow(() -> new IOException("httpd with mod_proxy_ajp is not installed"));
        int port = FreePorts.find(1).get(0);
        String loaded = Stream.of("mpm_event", "authz_core", "proxy", "proxy_ajp")
                .map(name -> "LoadModule " + name + "_module " + modules.resolve("mod_" + name + ".so"))
                .collect(Collectors.joining("\n"));
        Path root = setting.folder().toAbsolutePath();
        Path file = Files.writeString(
                root.resolve("httpd-" + packetSize + ".conf"),
                CONFIGURATION.formatted(root, root, port, loaded, setting.backend(), packetSize));
        String httpd = program().orElseThrow();
        Program program = Program.start(
                        NAME, setting.folder(), List.of(httpd, "-D", "FOREGROUND", "-f", file.toString()))
                .waitFor(port);
        return new Contestant(NAME, program, Map.of(Front.HTTP, port), OptionalInt.empty(), null);
    }
}
