package io.modcluster.balancer.transport.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must not be in the head of an HTTP/1 response. */
final class HeadFlaws {
    private HeadFlaws() {}

    /** What is wrong with the head of a response, or null; 101 is only for who asked for an upgrade. */
    static @Nullable String flawOf(HttpResponse response, boolean upgradable) {
        int status = response.status().code();
        if (status < 100 || status > 599) {
            return "status: " + status + " (expected: 100..599)";
        }
        if (status == 101 && !upgradable) {
            return "status: 101 (no upgrade was asked for)";
        }
        if (!ResponseFlaws.isText(response.status().reasonPhrase())) {
            return "reason phrase with control characters";
        }
        HttpHeaders headers = response.headers();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            String flaw = ResponseFlaws.of(field.getKey(), field.getValue());
            if (flaw != null) {
                return flaw;
            }
        }
        return framingFlawOf(response, headers);
    }

    /** RFC 9112 §6.1 and §6.3: one length, said once. */
    private static @Nullable String framingFlawOf(HttpResponse response, HttpHeaders headers) {
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding == null) {
            return null;
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return "Content-Length and Transfer-Encoding";
        }
        boolean chunkedOnce = HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)
                && headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() == 1;
        boolean known = response.protocolVersion().equals(HttpVersion.HTTP_1_1);
        return chunkedOnce && known ? null : "Transfer-Encoding (expected: chunked, once, in HTTP/1.1)";
    }
}
