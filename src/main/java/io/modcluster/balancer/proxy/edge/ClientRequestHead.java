package io.modcluster.balancer.proxy.edge;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about itself, and what a request of the traffic port is not asked for: forms, cookies as objects, sockets.
 * Whoever needs those serves them on a server of their own.
 */
abstract class ClientRequestHead implements HttpServerRequest {
    private final HttpRequest head;
    private final HttpMethod method;
    private final HttpVersion version;
    private Charset parameters = StandardCharsets.UTF_8;

    ClientRequestHead(HttpRequest head) {
        this.head = head;
        this.method = HttpMethod.fromNetty(head.method());
        this.version = head.protocolVersion().equals(io.netty.handler.codec.http.HttpVersion.HTTP_1_0)
                ? HttpVersion.HTTP_1_0
                : HttpVersion.HTTP_1_1;
    }

    @Override
    public final HttpVersion version() {
        return version;
    }

    @Override
    public final HttpMethod method() {
        return method;
    }

    @Override
    public final String uri() {
        return head.uri();
    }

    @Override
    public final MultiMap headers() {
        // the decoder reads into Vert.x's own multimap; its public type does not tell that it is Netty's too
        return (MultiMap) head.headers();
    }

    @Override
    public final DecoderResult decoderResult() {
        return head.decoderResult();
    }

    @Override
    public final String scheme() {
        return isSSL() ? "https" : "http";
    }

    /** Of a target in absolute form as well, as Vert.x has it. */
    @Override
    public final String path() {
        String uri = uri();
        int authority = uri.startsWith("/") ? -1 : uri.indexOf("://");
        int start = authority < 0 ? 0 : uri.indexOf('/', authority + 3);
        if (start < 0) {
            return "/";
        }
        int query = uri.indexOf('?', start);
        return query < 0 ? uri.substring(start) : uri.substring(start, query);
    }

    @Override
    public final @Nullable String query() {
        int query = uri().indexOf('?');
        return query < 0 ? null : uri().substring(query + 1);
    }

    @Override
    public final @Nullable HostAndPort authority() {
        String host = headers().get(HttpHeaders.HOST);
        return host == null ? null : HostAndPort.parseAuthority(host, -1);
    }

    @Override
    public final @Nullable HostAndPort authority(boolean real) {
        return real ? null : authority();
    }

    @Override
    public final String absoluteURI() {
        String host = headers().get(HttpHeaders.HOST);
        return uri().startsWith("/") && host != null ? scheme() + "://" + host + uri() : uri();
    }

    @Override
    public final HttpServerRequest setParamsCharset(String charset) {
        parameters = Charset.forName(charset);
        return this;
    }

    @Override
    public final String getParamsCharset() {
        return parameters.name();
    }

    @Override
    public final MultiMap params(boolean semicolonIsNormalChar) {
        MultiMap params = MultiMap.caseInsensitiveMultiMap();
        QueryStringDecoder.builder()
                .charset(parameters)
                .semicolonIsNormalChar(semicolonIsNormalChar)
                .build(uri())
                .parameters()
                .forEach(params::add);
        return params;
    }

    /** None: it is for HTTP/2. */
    @Override
    public final HttpServerRequest customFrameHandler(Handler<HttpFrame> handler) {
        return this;
    }

    /** None: it is for HTTP/2. */
    @Override
    public final HttpServerRequest streamPriorityHandler(Handler<StreamPriority> handler) {
        return this;
    }

    @Override
    public final boolean isExpectMultipart() {
        return false;
    }

    @Override
    public final HttpServerRequest setExpectMultipart(boolean expect) {
        throw notHere("forms are not read");
    }

    @Override
    public final HttpServerRequest uploadHandler(@Nullable Handler<HttpServerFileUpload> uploadHandler) {
        throw notHere("forms are not read");
    }

    @Override
    public final MultiMap formAttributes() {
        throw notHere("forms are not read");
    }

    @Override
    public final String getFormAttribute(String attributeName) {
        throw notHere("forms are not read");
    }

    @Override
    public final Future<NetSocket> toNetSocket() {
        throw notHere("connections become tunnels to nodes only");
    }

    @Override
    public final Future<ServerWebSocket> toWebSocket() {
        throw notHere("WebSockets are those of nodes");
    }

    @Override
    public final Cookie getCookie(String name) {
        throw notHere("cookies are read from the header fields");
    }

    @Override
    public final Cookie getCookie(String name, String domain, String path) {
        throw notHere("cookies are read from the header fields");
    }

    @Override
    public final Set<Cookie> cookies(String name) {
        throw notHere("cookies are read from the header fields");
    }

    @Override
    public final Set<Cookie> cookies() {
        throw notHere("cookies are read from the header fields");
    }

    static UnsupportedOperationException notHere(String why) {
        return new UnsupportedOperationException(why + " on a traffic port (expected: an HTTP server of one's own)");
    }
}
