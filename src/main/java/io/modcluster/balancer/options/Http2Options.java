package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/** Options {@code http2.*}: HTTP/2 with clients. */
public final class Http2Options extends StrictOptions<Http2Options> {
    /** Whether clients over TLS may choose HTTP/2 (ALPN, RFC 7301). Default: yes. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Whether a port for HTTP/2 without TLS is opened, for clients with prior knowledge (RFC 9113 section 3.3). Default: no. */
    public static final boolean DEFAULT_CLEAR_TEXT = false;
    /** That port, on {@code traffic.host}: 0..65535, 0 takes any free one. Default 8082. */
    public static final int DEFAULT_CLEAR_TEXT_PORT = 8082;
    /** Most requests at a time on one connection: 1..10000. Default 100. */
    public static final int DEFAULT_MAX_STREAMS = 100;
    /** Bytes of one request body that a client may send ahead of the node: 16 KiB..16 MiB. Default 64 KiB. */
    public static final int DEFAULT_STREAM_WINDOW = 64 * 1024;
    /** The same for all request bodies of a connection: 64 KiB..64 MiB. Default 1 MiB. */
    public static final int DEFAULT_CONNECTION_WINDOW = 1024 * 1024;
    /** Streams that may be reset within 30 s, by the client or by the balancer: 1..100000. Default 200. */
    public static final int DEFAULT_MAX_RESETS = 200;
    /** Frames that carry nothing of a message, within 30 s: 10..1000000. Default 1000. */
    public static final int DEFAULT_MAX_CONTROL_FRAMES = 1000;

    private boolean enabled = DEFAULT_ENABLED;
    private boolean clearText = DEFAULT_CLEAR_TEXT;
    private int clearTextPort = DEFAULT_CLEAR_TEXT_PORT;
    private int maxStreams = DEFAULT_MAX_STREAMS;
    private int streamWindow = DEFAULT_STREAM_WINDOW;
    private int connectionWindow = DEFAULT_CONNECTION_WINDOW;
    private int maxResets = DEFAULT_MAX_RESETS;
    private int maxControlFrames = DEFAULT_MAX_CONTROL_FRAMES;

    /** The defaults. */
    public Http2Options() {}

    /** A copy that shares nothing with {@code other}. */
    public Http2Options(Http2Options other) {
        Http2Keys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public Http2Options(JsonObject json) {
        OptionsProblems.throwIfAny(Http2Keys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public Http2Options setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_CLEAR_TEXT}. */
    public boolean isClearText() {
        return clearText;
    }

    /** See {@link #DEFAULT_CLEAR_TEXT}. */
    public Http2Options setClearText(boolean clearText) {
        this.clearText = clearText;
        return this;
    }

    /** See {@link #DEFAULT_CLEAR_TEXT_PORT}. */
    public int getClearTextPort() {
        return clearTextPort;
    }

    /** See {@link #DEFAULT_CLEAR_TEXT_PORT}. */
    public Http2Options setClearTextPort(int clearTextPort) {
        this.clearTextPort = clearTextPort;
        return this;
    }

    /** See {@link #DEFAULT_MAX_STREAMS}. */
    public int getMaxStreams() {
        return maxStreams;
    }

    /** See {@link #DEFAULT_MAX_STREAMS}. */
    public Http2Options setMaxStreams(int maxStreams) {
        this.maxStreams = maxStreams;
        return this;
    }

    /** See {@link #DEFAULT_STREAM_WINDOW}. */
    public int getStreamWindow() {
        return streamWindow;
    }

    /** See {@link #DEFAULT_STREAM_WINDOW}. */
    public Http2Options setStreamWindow(int streamWindow) {
        this.streamWindow = streamWindow;
        return this;
    }

    /** See {@link #DEFAULT_CONNECTION_WINDOW}. */
    public int getConnectionWindow() {
        return connectionWindow;
    }

    /** See {@link #DEFAULT_CONNECTION_WINDOW}. */
    public Http2Options setConnectionWindow(int connectionWindow) {
        this.connectionWindow = connectionWindow;
        return this;
    }

    /** See {@link #DEFAULT_MAX_RESETS}. */
    public int getMaxResets() {
        return maxResets;
    }

    /** See {@link #DEFAULT_MAX_RESETS}. */
    public Http2Options setMaxResets(int maxResets) {
        this.maxResets = maxResets;
        return this;
    }

    /** See {@link #DEFAULT_MAX_CONTROL_FRAMES}. */
    public int getMaxControlFrames() {
        return maxControlFrames;
    }

    /** See {@link #DEFAULT_MAX_CONTROL_FRAMES}. */
    public Http2Options setMaxControlFrames(int maxControlFrames) {
        this.maxControlFrames = maxControlFrames;
        return this;
    }

    @Override
    OptionTable<Http2Options> table() {
        return Http2Keys.TABLE;
    }

    @Override
    Http2Options self() {
        return this;
    }
}
