package io.modcluster.balancer.bench.peers;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Binary messages of 125 bytes there and back; a request is such a round.
 *
 * @param connections so many WebSockets
 */
record WebSocketLoad(int connections) implements Load {
    /** The most that a frame with the shortest header holds (RFC 6455 section 5.2). */
    private static final int MESSAGE = 125;

    private static final long PATIENCE = 30;

    /** Milliseconds that one may take to open; one that does not is an error. */
    private static final long HANDSHAKE = 5_000;

    @Override
    public String tool() {
        return "";
    }

    @Override
    public boolean fits(Contestant contestant) {
        return contestant.serves(Front.HTTP);
    }

    @Override
    public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
        // one event loop, to which all state belongs
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        WebSocketClient client =
                vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(connections));
        try {
            CompletableFuture<LoadResult> result = new CompletableFuture<>();
            vertx.runOnContext(start -> new Running(vertx, contestant, time, result).start(client, connections));
            return result.get(time.toSeconds() + PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(contestant.name() + " and WebSockets", failed);
        } finally {
            // left to the end of Vert.x, sockets whose goodbye is not answered keep it for half a minute
            client.shutdown(1, TimeUnit.SECONDS)
                    .transform(closed -> vertx.close())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    /** The state of one run. */
    private static final class Running {
        private final Vertx vertx;
        private final Contestant contestant;
        private final Duration time;
        private final CompletableFuture<LoadResult> result;
        private final Latencies latencies = new Latencies();
        private final Buffer message = Buffer.buffer(new byte[MESSAGE]);
        private final List<WebSocket> sockets = new ArrayList<>();
        private long errors;
        private boolean isOver;

        private Running(Vertx vertx, Contestant contestant, Duration time, CompletableFuture<LoadResult> result) {
            this.vertx = vertx;
            this.contestant = contestant;
            this.time = time;
            this.result = result;
        }

        private void start(WebSocketClient client, int connections) {
            for (int i = 0; i < connections; i++) {
                client.connect(new WebSocketConnectOptions()
                                .setHost("127.0.0.1")
                                .setPort(contestant.port(Front.HTTP))
                                .setURI("/ws/echo")
                                .setTimeout(HANDSHAKE))
                        .onSuccess(sockets::add)
                        .onFailure(refused -> errors++)
                        .onComplete(settled -> begin(connections));
            }
        }

        private void begin(int connections) {
            if (sockets.size() + errors < connections) {
                return;
            }
            if (sockets.isEmpty()) {
                result.completeExceptionally(new IOException("no WebSocket was opened"));
                return;
            }
            long began = System.nanoTime();
            vertx.setTimer(time.toMillis(), end -> {
                isOver = true;
                result.complete(latencies.result((System.nanoTime() - began) / 1e9, errors));
            });
            sockets.forEach(this::converse);
        }

        private void converse(WebSocket socket) {
            long[] sent = {System.nanoTime()};
            socket.binaryMessageHandler(echo -> {
                long now = System.nanoTime();
                if (!isOver) {
                    latencies.add((now - sent[0]) / 1000);
                    sent[0] = now;
                    send(socket);
                }
            });
            send(socket);
        }

        private void send(WebSocket socket) {
            socket.writeBinaryMessage(message).onFailure(failed -> errors++);
        }
    }
}
