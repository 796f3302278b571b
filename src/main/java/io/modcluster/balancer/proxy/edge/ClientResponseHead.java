package io.modcluster.balancer.proxy.edge;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Status and fields of a response, and what a response of the traffic port is not asked for: files, cookies as objects, what
 * only HTTP/2 has.
 */
abstract class ClientResponseHead implements HttpServerResponse, DirectResponse {
    private @Nullable MultiMap headers;
    private final boolean http10;
    private @Nullable MultiMap trailers;
    private HttpResponseStatus status = HttpResponseStatus.OK;
    private @Nullable String phrase;
    private boolean bodyless;
    private boolean chunked;

    ClientResponseHead(boolean http10) {
        this.http10 = http10;
    }

    /**
     * Settles how the end of the body is told, as RFC 9110 §8.6 and RFC 9112 §6 have it. For the last time before the head goes.
     *
     * @param length of the body where it is known, else −1
     */
    final void frame(boolean toHead, long length) {
        MultiMap headers = headers();
        int code = status.code();
        boolean none = code == 204 || code == 205;
        bodyless = toHead || none || code == 304;
        if (none) {
            headers.remove(HttpHeaders.CONTENT_LENGTH);
        }
        if (bodyless) {
            headers.remove(HttpHeaders.TRANSFER_ENCODING);
        }
        chunked = !bodyless && headers.contains(HttpHeaders.TRANSFER_ENCODING);
        if (code == 205) {
            headers.set(HttpHeaders.CONTENT_LENGTH, "0");
        } else if (!bodyless && length >= 0 && !chunked && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
    }

    /** Whether no body follows the head, whatever is written. After {@link #frame}. */
    final boolean isBodyless() {
        return bodyless;
    }

    /** Whether the body goes in chunks. After {@link #frame}. */
    final boolean isInChunks() {
        return chunked;
    }

    /** Only HTTP/1.0 can leave the length open. */
    final void requireFraming() {
        if (!http10
                && !headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && !headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            throw new IllegalStateException("a body of unknown length (expected: Content-Length, or setChunked)");
        }
    }

    /** Trailers, if there are any. */
    final @Nullable MultiMap trailersOrNull() {
        return trailers;
    }

    final boolean isHttp10() {
        return http10;
    }

    final HttpResponseStatus status() {
        return status;
    }

    private void requireNoHead() {
        if (headWritten()) {
            throw new IllegalStateException("the head of the response has been written");
        }
    }

    @Override
    public final MultiMap headers() {
        MultiMap fields = headers == null ? HttpHeaders.headers() : headers;
        headers = fields;
        return fields;
    }

    @Override
    public final void takeFields(MultiMap fields) {
        requireNoHead();
        headers = fields;
    }

    @Override
    public final MultiMap trailers() {
        MultiMap fields = trailers == null ? HttpHeaders.headers() : trailers;
        trailers = fields;
        return fields;
    }

    @Override
    public final int getStatusCode() {
        return status.code();
    }

    @Override
    public final HttpServerResponse setStatusCode(int statusCode) {
        requireNoHead();
        status = phrase == null ? HttpResponseStatus.valueOf(statusCode) : new HttpResponseStatus(statusCode, phrase);
        return this;
    }

    @Override
    public final String getStatusMessage() {
        return status.reasonPhrase();
    }

    @Override
    public final HttpServerResponse setStatusMessage(String statusMessage) {
        requireNoHead();
        phrase = statusMessage;
        status = new HttpResponseStatus(status.code(), statusMessage);
        return this;
    }

    /** Ignored with HTTP/1.0, which knows no chunks. */
    @Override
    public final HttpServerResponse setChunked(boolean chunked) {
        requireNoHead();
        if (!http10 && chunked) {
            headers().set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
        } else if (!http10) {
            headers().remove(HttpHeaders.TRANSFER_ENCODING);
        }
        return this;
    }

    @Override
    public final boolean isChunked() {
        return headers().contains(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED, true);
    }

    @Override
    public final HttpServerResponse putHeader(String name, String value) {
        requireNoHead();
        headers().set(name, value);
        return this;
    }

    @Override
    public final HttpServerResponse putHeader(CharSequence name, CharSequence value) {
        requireNoHead();
        headers().set(name, value);
        return this;
    }

    @Override
    public final HttpServerResponse putHeader(String name, Iterable<String> values) {
        requireNoHead();
        headers().set(name, values);
        return this;
    }

    @Override
    public final HttpServerResponse putHeader(CharSequence name, Iterable<CharSequence> values) {
        requireNoHead();
        headers().set(name, values);
        return this;
    }

    @Override
    public final HttpServerResponse putTrailer(String name, String value) {
        trailers().set(name, value);
        return this;
    }

    @Override
    public final HttpServerResponse putTrailer(CharSequence name, CharSequence value) {
        trailers().set(name, value);
        return this;
    }

    @Override
    public final HttpServerResponse putTrailer(String name, Iterable<String> values) {
        trailers().set(name, values);
        return this;
    }

    @Override
    public final HttpServerResponse putTrailer(CharSequence name, Iterable<CharSequence> values) {
        trailers().set(name, values);
        return this;
    }

    @Override
    public final int streamId() {
        return -1;
    }

    @Override
    public final Future<HttpServerResponse> push(
            HttpMethod method, HostAndPort authority, String path, MultiMap headers) {
        throw ClientRequestHead.notHere("HTTP/1 knows no push, and none is done");
    }

    @Override
    public final Future<Void> writeCustomFrame(int type, int flags, Buffer payload) {
        throw ClientRequestHead.notHere("HTTP/1 knows no frames, and none are written");
    }

    @Override
    public final Future<Void> sendFile(String filename, long offset, long length) {
        throw ClientRequestHead.notHere("files are not sent");
    }

    @Override
    public final Future<Void> sendFile(FileChannel channel, long offset, long length) {
        throw ClientRequestHead.notHere("files are not sent");
    }

    @Override
    public final Future<Void> sendFile(RandomAccessFile file, long offset, long length) {
        throw ClientRequestHead.notHere("files are not sent");
    }

    @Override
    public final HttpServerResponse addCookie(Cookie cookie) {
        throw ClientRequestHead.notHere("cookies are written as header fields");
    }

    @Override
    public final Cookie removeCookie(String name, boolean invalidate) {
        throw ClientRequestHead.notHere("cookies are written as header fields");
    }

    @Override
    public final Cookie removeCookie(String name, String domain, String path, boolean invalidate) {
        throw ClientRequestHead.notHere("cookies are written as header fields");
    }

    @Override
    public final Set<Cookie> removeCookies(String name, boolean invalidate) {
        throw ClientRequestHead.notHere("cookies are written as header fields");
    }
}
