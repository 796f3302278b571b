package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code access-log.*}: one line for each request. */
public final class AccessLogOptions extends StrictOptions<AccessLogOptions> {
    /** Where lines go. Default nowhere. */
    public static final Sink DEFAULT_TO = Sink.OFF;
    /** File for the lines. Default "", none. */
    public static final String DEFAULT_FILE = "";
    /** Form of a line. Default combined. */
    public static final Format DEFAULT_FORMAT = Format.COMBINED;
    /** Whether queries are logged. Default no: tokens travel in them. */
    public static final boolean DEFAULT_QUERY = false;
    /** Most lines that wait to be written: 100..1000000. Default 10000. */
    public static final int DEFAULT_QUEUE = 10_000;

    /** Where lines go. */
    public enum Sink {
        /** Nowhere: no line is made. */
        OFF,
        /** To stdout. */
        STDOUT,
        /** To the logger {@code access}. */
        LOGGER,
        /** To a file. */
        FILE
    }

    /** Form of a line. */
    public enum Format {
        /** As the combined format of httpd, with more behind it. */
        COMBINED,
        /** An object on each line. */
        JSON
    }

    private Sink to = DEFAULT_TO;
    private String file = DEFAULT_FILE;
    private Format format = DEFAULT_FORMAT;
    private boolean query = DEFAULT_QUERY;
    private int queue = DEFAULT_QUEUE;

    /** The defaults. */
    public AccessLogOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public AccessLogOptions(AccessLogOptions other) {
        AccessLogKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public AccessLogOptions(JsonObject json) {
        OptionsProblems.throwIfAny(AccessLogKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_TO}. */
    public Sink getTo() {
        return to;
    }

    /** See {@link #DEFAULT_TO}. */
    public AccessLogOptions setTo(Sink to) {
        this.to = requireNonNull(to, "to");
        return this;
    }

    /** See {@link #DEFAULT_FILE}. */
    public String getFile() {
        return file;
    }

    /** See {@link #DEFAULT_FILE}. */
    public AccessLogOptions setFile(String file) {
        this.file = requireNonNull(file, "file");
        return this;
    }

    /** See {@link #DEFAULT_FORMAT}. */
    public Format getFormat() {
        return format;
    }

    /** See {@link #DEFAULT_FORMAT}. */
    public AccessLogOptions setFormat(Format format) {
        this.format = requireNonNull(format, "format");
        return this;
    }

    /** See {@link #DEFAULT_QUERY}. */
    public boolean isQuery() {
        return query;
    }

    /** See {@link #DEFAULT_QUERY}. */
    public AccessLogOptions setQuery(boolean query) {
        this.query = query;
        return this;
    }

    /** See {@link #DEFAULT_QUEUE}. */
    public int getQueue() {
        return queue;
    }

    /** See {@link #DEFAULT_QUEUE}. */
    public AccessLogOptions setQueue(int queue) {
        this.queue = queue;
        return this;
    }

    @Override
    OptionTable<AccessLogOptions> table() {
        return AccessLogKeys.TABLE;
    }

    @Override
    AccessLogOptions self() {
        return this;
    }
}
