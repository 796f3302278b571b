package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Options {@code forwarded.*}: who may say where a request came from, and what nodes are told of it. */
public final class ForwardedOptions extends StrictOptions<ForwardedOptions> {
    /** Peers whose word about the client is taken. Default nobody: what a client says of itself is replaced. */
    public static final List<CidrBlock> DEFAULT_TRUSTED = List.of();
    /** Which of the two a trusted peer means. Default X-Forwarded-.... */
    public static final Read DEFAULT_READ = Read.X_FORWARDED;
    /** What nodes get. Default both. */
    public static final Headers DEFAULT_HEADERS = Headers.BOTH;

    /** Which of the two a trusted proxy sets. */
    public enum Read {
        /** {@code X-Forwarded-For} and its kin. */
        X_FORWARDED,
        /** {@code Forwarded} of RFC 7239. */
        FORWARDED
    }

    /** What nodes get. */
    public enum Headers {
        /** {@code X-Forwarded-For} and its kin. */
        X_FORWARDED,
        /** {@code Forwarded} of RFC 7239. */
        FORWARDED,
        /** Both. */
        BOTH
    }

    private List<CidrBlock> trusted = DEFAULT_TRUSTED;
    private Read read = DEFAULT_READ;
    private Headers headers = DEFAULT_HEADERS;

    /** The defaults. */
    public ForwardedOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ForwardedOptions(ForwardedOptions other) {
        ForwardedKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ForwardedOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ForwardedKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_TRUSTED}. */
    public List<CidrBlock> getTrusted() {
        return trusted;
    }

    /** See {@link #DEFAULT_TRUSTED}. */
    public ForwardedOptions setTrusted(List<CidrBlock> trusted) {
        this.trusted = List.copyOf(trusted);
        return this;
    }

    /** See {@link #DEFAULT_READ}. */
    public Read getRead() {
        return read;
    }

    /** See {@link #DEFAULT_READ}. */
    public ForwardedOptions setRead(Read read) {
        this.read = requireNonNull(read, "read");
        return this;
    }

    /** See {@link #DEFAULT_HEADERS}. */
    public Headers getHeaders() {
        return headers;
    }

    /** See {@link #DEFAULT_HEADERS}. */
    public ForwardedOptions setHeaders(Headers headers) {
        this.headers = requireNonNull(headers, "headers");
        return this;
    }

    @Override
    OptionTable<ForwardedOptions> table() {
        return ForwardedKeys.TABLE;
    }

    @Override
    ForwardedOptions self() {
        return this;
    }
}
