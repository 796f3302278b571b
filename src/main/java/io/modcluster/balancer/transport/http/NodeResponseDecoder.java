package io.modcluster.balancer.transport.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Netty's decoder, which can be asked what it has got that belongs to no message yet. One request at a time. */
final class NodeResponseDecoder extends HttpResponseDecoder {
    private boolean toHead;

    NodeResponseDecoder(int maxInitialLine, int maxHeaderSize) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxInitialLine)
                .setMaxHeaderSize(maxHeaderSize)
                .setInitialBufferSize(1024));
    }

    /** The next response is to a request with this method. */
    void requested(boolean head) {
        toHead = head;
    }

    /** Whether bytes are there that no message has been made of. */
    boolean hasRemainder() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return (toHead && message instanceof HttpResponse) || super.isContentAlwaysEmpty(message);
    }
}
