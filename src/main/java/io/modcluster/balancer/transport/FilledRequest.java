package io.modcluster.balancer.transport;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request whose header fields were filled into a map, and whose answer is awaited by a future: for exchanges that know the
 * other way only.
 */
public final class FilledRequest implements NodeRequest, NodeAnswer {
    private final HttpMethod method;
    private final String target;
    private final BodyFraming framing;
    private final ClientConnection client;
    private final MultiMap headers;
    private final Handler<Void> onContinue;
    private final @Nullable Handler<MultiMap> onHints;
    private final Promise<NodeResponse> response = Promise.promise();

    /**
     * A request with these fields.
     *
     * @param onContinue as {@link NodeExchange#send} has it
     * @param onHints    told each 103, null if nobody wants them
     */
    public FilledRequest(
            HttpMethod method,
            String target,
            BodyFraming framing,
            ClientConnection client,
            MultiMap headers,
            Handler<Void> onContinue,
            @Nullable Handler<MultiMap> onHints) {
        this.method = method;
        this.target = target;
        this.framing = framing;
        this.client = client;
        this.headers = headers;
        this.onContinue = onContinue;
        this.onHints = onHints;
    }

    /** The head of its response; fails with a {@link NodeException}. */
    public Future<NodeResponse> response() {
        return response.future();
    }

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public BodyFraming framing() {
        return framing;
    }

    @Override
    public ClientConnection client() {
        return client;
    }

    @Override
    public void writeFields(FieldSink to) {
        headers.forEach((name, value) -> to.add(name, value));
    }

    @Override
    public void responded(NodeResponse head) {
        response.tryComplete(head);
    }

    @Override
    public void failed(NodeException failure) {
        response.tryFail(failure);
    }

    @Override
    public void continued() {
        onContinue.handle(null);
    }

    @Override
    public void hinted(MultiMap fields) {
        if (onHints != null) {
            onHints.handle(fields);
        }
    }
}
