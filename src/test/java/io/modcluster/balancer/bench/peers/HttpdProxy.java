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

/** httpd with mod_proxy_http and mod_proxy_ajp in front of a Tomcat: one process of threads. */
final class HttpdProxy {
    static final String NAME = "httpd";

    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");

    private static final String CONFIGURATION =
            """
            ServerRoot %s
            ServerName localhost
            PidFile %s/httpd.pid
            ErrorLog %s/httpd.error.log
            Listen 127.0.0.1:%d
            LoadModule mpm_event_module %s/mod_mpm_event.so
            LoadModule authz_core_module %s/mod_authz_core.so
            LoadModule proxy_module %s/mod_proxy.so
            LoadModule proxy_http_module %s/mod_proxy_http.so
            LoadModule proxy_ajp_module %s/mod_proxy_ajp.so
            %s
            StartServers 1
            ServerLimit 1
            ThreadsPerChild 100
            MaxRequestWorkers 100
            MaxRequestsPerChild 0
            MaxKeepAliveRequests 0
            KeepAliveTimeout 75
            """;

    private HttpdProxy() {}

    /** Where it is, if it is installed as Debian does. */
    static Optional<String> find() {
        return Program.find("apache2").filter(found -> Files.isDirectory(MODULES));
    }

    static Contestant start(Setting setting, Map<NodeConnector, Integer> nodes) throws IOException {
        int port = FreePorts.find(1).get(0);
        Path folder = setting.folder().toAbsolutePath();
        // it refuses to serve as root
        String user = "root".equals(System.getProperty("user.name")) ? "User www-data\nGroup www-data" : "";
        Path file = Files.writeString(
                setting.folder().resolve("httpd.conf"),
                CONFIGURATION
                        .formatted(folder, folder, folder, port, MODULES, MODULES, MODULES, MODULES, MODULES, user)
                        .concat(nodes.entrySet().stream()
                                .map(each -> pass(each.getKey(), each.getValue()))
                                .collect(Collectors.joining())));
        Program program = Program.start(
                        NAME,
                        setting.folder(),
                        List.of(
                                find().orElseThrow(() -> new IOException("httpd is not installed")),
                                "-D",
                                "FOREGROUND",
                                "-f",
                                file.toAbsolutePath().toString()))
                .waitFor(port);
        return new Contestant(NAME, program, Map.of(Front.HTTP, port), OptionalInt.empty(), false);
    }

    private static String pass(NodeConnector node, int port) {
        String options = node == NodeConnector.LARGE ? " iobuffersize=" + node.packetSize() : "";
        return "ProxyPass /%s %s://127.0.0.1:%d/%s keepalive=On enablereuse=On%s%n"
                .formatted(node.route(), node.type(), port, node.route(), options);
    }
}
