package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options {@code request.*}: what holds for each request. */
public final class RequestOptions extends StrictOptions<RequestOptions> {
    /** Name of the field that carries the id of a request. Default "X-Request-Id"; "" is no id. */
    public static final String DEFAULT_ID_HEADER = "X-Request-Id";
    /** Longest time from the head of a request to the end of its response: 100 ms..24 h. Default 0, no limit. */
    public static final Duration DEFAULT_TOTAL_TIMEOUT = Duration.ZERO;
    /** Longest body of a request in bytes. Default 0, no limit. */
    public static final long DEFAULT_MAX_BODY = 0;
    /** Longest time that a client may take nothing of a response: 100 ms..1 h. Default 60 s; 0 is no limit. */
    public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(60);
    /** Most requests of one HTTP/1 connection: 1..2147483647. Default 10000. */
    public static final int DEFAULT_MAX_PER_CONNECTION = 10_000;
    /** Whether clients are answered that have ended their sending side. Default no: they count as gone. */
    public static final boolean DEFAULT_ANSWER_HALF_CLOSED = false;

    private String idHeader = DEFAULT_ID_HEADER;
    private Duration totalTimeout = DEFAULT_TOTAL_TIMEOUT;
    private long maxBody = DEFAULT_MAX_BODY;
    private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
    private int maxPerConnection = DEFAULT_MAX_PER_CONNECTION;
    private boolean answerHalfClosed = DEFAULT_ANSWER_HALF_CLOSED;

    /** The defaults. */
    public RequestOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public RequestOptions(RequestOptions other) {
        RequestKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public RequestOptions(JsonObject json) {
        OptionsProblems.throwIfAny(RequestKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ID_HEADER}. */
    public String getIdHeader() {
        return idHeader;
    }

    /** See {@link #DEFAULT_ID_HEADER}. */
    public RequestOptions setIdHeader(String idHeader) {
        this.idHeader = requireNonNull(idHeader, "idHeader");
        return this;
    }

    /** See {@link #DEFAULT_TOTAL_TIMEOUT}. */
    public Duration getTotalTimeout() {
        return totalTimeout;
    }

    /** See {@link #DEFAULT_TOTAL_TIMEOUT}. */
    public RequestOptions setTotalTimeout(Duration totalTimeout) {
        this.totalTimeout = requireNonNull(totalTimeout, "totalTimeout");
        return this;
    }

    /** See {@link #DEFAULT_MAX_BODY}. */
    public long getMaxBody() {
        return maxBody;
    }

    /** See {@link #DEFAULT_MAX_BODY}. */
    public RequestOptions setMaxBody(long maxBody) {
        this.maxBody = maxBody;
        return this;
    }

    /** See {@link #DEFAULT_WRITE_TIMEOUT}. */
    public Duration getWriteTimeout() {
        return writeTimeout;
    }

    /** See {@link #DEFAULT_WRITE_TIMEOUT}. */
    public RequestOptions setWriteTimeout(Duration writeTimeout) {
        this.writeTimeout = requireNonNull(writeTimeout, "writeTimeout");
        return this;
    }

    /** See {@link #DEFAULT_MAX_PER_CONNECTION}. */
    public int getMaxPerConnection() {
        return maxPerConnection;
    }

    /** See {@link #DEFAULT_MAX_PER_CONNECTION}. */
    public RequestOptions setMaxPerConnection(int maxPerConnection) {
        this.maxPerConnection = maxPerConnection;
        return this;
    }

    /** See {@link #DEFAULT_ANSWER_HALF_CLOSED}. */
    public boolean isAnswerHalfClosed() {
        return answerHalfClosed;
    }

    /** See {@link #DEFAULT_ANSWER_HALF_CLOSED}. */
    public RequestOptions setAnswerHalfClosed(boolean answerHalfClosed) {
        this.answerHalfClosed = answerHalfClosed;
        return this;
    }

    @Override
    OptionTable<RequestOptions> table() {
        return RequestKeys.TABLE;
    }

    @Override
    RequestOptions self() {
        return this;
    }
}
