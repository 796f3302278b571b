package io.modcluster.balancer.event;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * The event bus inside one JVM: immutable objects go by reference, nothing is encoded, nothing leaves the process. Cheap
 * enough to be made by whoever needs it; may be used from any thread.
 */
public final class LocalBus {
    private final EventBus bus;
    private final DeliveryOptions options;

    /** Uses the bus of {@code vertx}; requests fail after {@code timeoutMillis} without an answer. */
    public LocalBus(Vertx vertx, long timeoutMillis) {
        this.bus = vertx.eventBus();
        try {
            bus.registerCodec(new ByReference());
        } catch (IllegalStateException alreadyThere) {
            // another balancer, or another verticle of this one, in the same Vert.x: the codec has no state
        }
        this.options = new DeliveryOptions()
                .setLocalOnly(true)
                .setCodecName(ByReference.NAME)
                .setSendTimeout(timeoutMillis);
    }

    /** Sends {@code message} to the one that listens; fails when nobody does, on time-out, or as the listener says. */
    public <T> Future<T> request(String address, Object message) {
        return bus.<T>request(address, message, options).map(Message::body);
    }

    /** Tells everybody who listens. */
    public void publish(String address, Object message) {
        bus.publish(address, message, options);
    }

    /** Hears what is published. Runs on the context of the caller. */
    public <T> MessageConsumer<T> listen(String address, Handler<T> handler) {
        return bus.localConsumer(address, message -> handler.handle(message.body()));
    }

    /** Answers requests. Runs on the context of the caller; a failed answer fails the request. */
    public <T, R> MessageConsumer<T> answer(String address, Answer<T, R> answer) {
        return bus.localConsumer(address, (Message<T> message) -> answer.to(message.body())
                .onSuccess(reply -> message.reply(reply, options))
                .onFailure(cause -> message.fail(500, String.valueOf(cause.getMessage()))));
    }

    /** Makes the reply to a request. */
    @FunctionalInterface
    public interface Answer<T, R> {
        /** The reply, now or later. */
        Future<R> to(T request);
    }

    private static final class ByReference implements MessageCodec<Object, Object> {
        static final String NAME = "modcluster.by-reference";

        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new UnsupportedOperationException("local messages do not leave the JVM: " + message.getClass());
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("local messages do not come from outside the JVM");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
