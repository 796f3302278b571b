package io.modcluster.balancer.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that answers each request with its name after a while, until it is killed. The target of each POST is in its file
 * before anything else happens to it, so that it is known whatever becomes of the process.
 */
final class CountingService {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final String name;
    private final long delayMillis;
    private final FileChannel posts;

    private CountingService(String name, long delayMillis, Path posts) throws IOException {
        this.name = name;
        this.delayMillis = delayMillis;
        this.posts = FileChannel.open(posts, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** {@code arguments}: name, port, delay in milliseconds, file of the POSTs. */
    public static void main(String... arguments) throws IOException {
        CountingService service =
                new CountingService(arguments[0], Long.parseLong(arguments[2]), Path.of(arguments[3]));
        service.vertx
                .createHttpServer()
                .requestHandler(service::serve)
                .listen(Integer.parseInt(arguments[1]), "127.0.0.1")
                .onFailure(taken -> System.exit(1));
    }

    private void serve(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            note(request.uri());
        }
        if (delayMillis == 0 || request.method().equals(HttpMethod.OPTIONS)) {
            request.response().end(name);
        } else {
            vertx.setTimer(delayMillis, later -> request.response().end(name));
        }
    }

    private void note(String target) {
        try {
            posts.write(ByteBuffer.wrap((target + "\n").getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
