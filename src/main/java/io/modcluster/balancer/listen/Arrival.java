package io.modcluster.balancer.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection from accept until it is closed. On its event loop. */
// Netty's calls return the promise they were given; the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class Arrival implements ChannelFutureListener {
    private final Channel channel;
    private final Clients.Place place;
    private final Set<Arrival> waiting;
    private final Duration proxyHeader;
    private final Duration preface;
    private boolean begun;
    private @Nullable Step step;
    private @Nullable Future<?> deadline;

    private enum Step {
        PROXY_HEADER,
        HANDSHAKE,
        PREFACE
    }

    Arrival(Channel channel, Clients.Place place, Set<Arrival> waiting, Duration proxyHeader, Duration preface) {
        this.channel = channel;
        this.place = place;
        this.waiting = waiting;
        this.proxyHeader = proxyHeader;
        this.preface = preface;
    }

    /** Its pipeline stands; whoever has not begun by now has something to do first. */
    void start() {
        if (!begun && channel.isOpen()) {
            waiting.add(this);
            look();
        }
    }

    /** Sets the deadline for the step that it is at, or ends it where it has not got on since. */
    private void look() {
        if (begun || !channel.isOpen()) {
            return;
        }
        Step now = stepNow();
        if (now == step) {
            close();
            return;
        }
        step = now;
        switch (now) {
            case PROXY_HEADER -> lookIn(proxyHeader);
            // Netty ends it in time
            case HANDSHAKE ->
                channel.pipeline().get(SslHandler.class).handshakeFuture().addListener(done -> look());
            case PREFACE -> lookIn(preface);
        }
    }

    /** What it waits for shows in the pipeline. Only Vert.x knows when the header was read; it puts TLS there then. */
    private Step stepNow() {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(HAProxyMessageDecoder.class) != null) {
            return Step.PROXY_HEADER;
        }
        SslHandler tls = pipeline.get(SslHandler.class);
        return tls != null && !tls.handshakeFuture().isDone() ? Step.HANDSHAKE : Step.PREFACE;
    }

    private void lookIn(Duration time) {
        deadline = channel.eventLoop().schedule(this::look, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Requests may come; null when it is too late for them. */
    Clients.@Nullable Place begun() {
        begun = true;
        end();
        return channel.isOpen() ? place : null;
    }

    private void end() {
        waiting.remove(this);
        Future<?> pending = deadline;
        if (pending != null) {
            pending.cancel(false);
            deadline = null;
        }
    }

    void close() {
        channel.close();
    }

    /** It is closed. */
    @Override
    public void operationComplete(ChannelFuture closed) {
        end();
        place.leave();
    }
}
