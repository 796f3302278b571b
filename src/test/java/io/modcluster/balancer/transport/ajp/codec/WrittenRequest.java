package io.modcluster.balancer.transport.ajp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request and what is to be in its packet. */
record WrittenRequest(
        String method,
        String target,
        List<String> lines,
        long length,
        ClientFacts client,
        String serverName,
        int serverPort,
        String route,
        String secret,
        @Nullable TlsFacts tls) {
    /** On the heap: nothing to release. */
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(false, true, true);

    ForwardRequest writer(int size) {
        return new ForwardRequest(size, route, secret);
    }

    ByteBuf encode(ForwardRequest to) {
        to.begin(method, target, client, serverName, serverPort, tls);
        for (String line : lines) {
            int colon = line.indexOf(": ");
            to.add(line.substring(0, colon), line.substring(colon + 2));
        }
        return to.end(length, MEMORY);
    }

    ByteBuf encode(int size) {
        return encode(writer(size));
    }
}
