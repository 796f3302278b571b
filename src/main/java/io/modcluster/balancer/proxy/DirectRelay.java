package io.modcluster.balancer.proxy;

import io.modcluster.balancer.proxy.edge.DirectWriter;
import io.modcluster.balancer.transport.DirectBody;
import io.modcluster.balancer.transport.NodeResponse;
import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpHeaders;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The body of one response on the short way from the node's connection to the client's. On their event loop. */
final class DirectRelay implements DirectBody.Taker, DirectWriter.Pace {
    /** A Content-Length of fewer digits is of a body that is copied cheaper. */
    private static final int LONG_LENGTH = 5;

    private final Exchange exchange;
    private final DirectBody body;
    private final LongConsumer counter;
    private @Nullable SlowReader reader;
    private @Nullable DirectWriter writer;

    private DirectRelay(Exchange exchange, DirectBody body, LongConsumer counter) {
        this.exchange = exchange;
        this.body = body;
        this.counter = counter;
    }

    /** For a response whose body may be long and can go this way; else null. */
    static @Nullable DirectRelay of(Exchange exchange, NodeResponse response, LongConsumer counter) {
        DirectBody body = response.direct();
        String length = body == null ? null : response.headers().get(HttpHeaders.CONTENT_LENGTH);
        return body == null || (length != null && length.length() < LONG_LENGTH)
                ? null
                : new DirectRelay(exchange, body, counter);
    }

    /** Asks for the pieces. {@code watching} is told when the client is behind. */
    void start(@Nullable SlowReader watching) {
        reader = watching;
        body.giveTo(this);
    }

    /** Takes nothing more; what was taken still goes out. */
    void stop() {
        body.stop(this);
        if (writer != null) {
            writer.end();
        }
    }

    @Override
    public boolean begins() {
        DirectWriter found = DirectWriter.of(exchange.clientRequest());
        writer = found;
        return found != null && found.begin(exchange.clientResponse(), this);
    }

    @Override
    public void take(ByteBuf piece) {
        int bytes = piece.readableBytes();
        counter.accept(bytes);
        exchange.notes().wroteDirectly(bytes);
        if (writer == null) {
            piece.release();
        } else {
            writer.write(piece);
        }
    }

    @Override
    public void readComplete() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public void behind() {
        body.pause();
        if (reader != null) {
            reader.behind();
        }
    }

    @Override
    public void caughtUp() {
        if (reader != null) {
            reader.caughtUp();
        }
        body.resume();
    }
}
