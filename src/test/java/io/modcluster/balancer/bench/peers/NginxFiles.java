package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** nginx, as the server behind all proxies and as one of them. */
final class NginxFiles {
    static final String NAME = "nginx";

    /** What both have in common; all that is written goes below the folder. */
    private static final String COMMON =
            """
            daemon off;
            user %s;
            worker_processes %d;
            pid %s.pid;
            error_log %s.error.log;
            events { worker_connections %d; multi_accept off; }
            http {
              access_log off;
              keepalive_requests %d;
              keepalive_timeout 75s;
              client_max_body_size 0;
              client_body_temp_path %s.body;
              proxy_temp_path %s.proxy;
              fastcgi_temp_path %s.fastcgi;
              uwsgi_temp_path %s.uwsgi;
              scgi_temp_path %s.scgi;
            """;

    private NginxFiles() {}

    /** Static answers: what nginx does with the least CPU. {@code /app/post} answers as many bytes as are posted. */
    static Program backend(Path folder, int port) throws IOException {
        Path files = Files.createDirectories(folder.resolve("www").resolve("app"));
        for (Payload payload : Payload.values()) {
            Files.writeString(files.resolve(payload.file()), "x".repeat(payload.bytes()));
        }
        String configuration = common(folder, "backend", 1)
                + """
                  sendfile on;
                  tcp_nopush on;
                  tcp_nodelay on;
                  open_file_cache max=100;
                  server {
                    # all of 127.0.0.0/8: many nodes are one server
                    listen %d backlog=4096 reuseport;
                    root %s;
                    location = /app/post { return 200 "%s"; }
                    location = /app/100k { }
                    location = /app/1m { }
                    location / { return 200 "Hello, World!"; }
                  }
                }
                """
                        .formatted(port, folder.resolve("www").toAbsolutePath(), "x".repeat(Payload.POSTED));
        return start("backend", folder, configuration).waitFor(port);
    }

    /** A reverse proxy with kept connections to the backend. */
    static Contestant proxy(Setting setting) throws IOException {
        return proxy(setting, NAME, false);
    }

    /** The same under a name, with an access log or without. */
    static Contestant proxy(Setting setting, String name, boolean accessLog) throws IOException {
        List<Integer> ports = FreePorts.find(2);
        String configuration = common(setting.folder(), name, setting.threads())
                + """
                  upstream backend { server 127.0.0.1:%d; keepalive %d; keepalive_requests %d; }
                  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                  server {
                    access_log %s;
                    listen 127.0.0.1:%d backlog=4096;
                    listen 127.0.0.1:%d ssl http2 backlog=4096;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    location / {
                      proxy_pass http://backend;
                      proxy_http_version 1.1;
                      proxy_set_header Host $host;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection $connection_upgrade;
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                      proxy_set_header X-Forwarded-Proto $scheme;
                      proxy_set_header X-Forwarded-Host $http_host;
                    }
                  }
                }
                """
                        .formatted(
                                setting.backend(),
                                Setting.KEPT,
                                Setting.PER_CONNECTION,
                                accessLog
                                        ? setting.folder()
                                                .resolve(name + ".access.log")
                                                .toAbsolutePath()
                                        : "off",
                                ports.get(0),
                                ports.get(1),
                                setting.certificate().certificate().toAbsolutePath(),
                                setting.certificate().key().toAbsolutePath());
        Program program = start(name, setting.folder(), configuration).waitFor(ports.get(0));
        return new Contestant(
                name, program, Map.of(Front.HTTP, ports.get(0), Front.TLS, ports.get(1)), OptionalInt.empty(), false);
    }

    private static String common(Path folder, String name, int workers) {
        Path base = folder.resolve(name).toAbsolutePath();
        return COMMON.formatted(
                System.getProperty("user.name"),
                workers,
                base,
                base,
                Setting.CONNECTIONS,
                Setting.PER_CONNECTION,
                base,
                base,
                base,
                base,
                base);
    }

    private static Program start(String name, Path folder, String configuration) throws IOException {
        String nginx = Program.find(NAME).orElseThrow(() -> new IOException("nginx is not installed"));
        Path file = Files.writeString(folder.resolve(name + ".conf"), configuration);
        return Program.start(
                name,
                folder,
                List.of(
                        nginx,
                        "-p",
                        folder.toAbsolutePath().toString(),
                        "-c",
                        file.toAbsolutePath().toString(),
                        "-e",
                        "stderr"));
    }
}
