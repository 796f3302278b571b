package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Options {@code events.*}: who is told of changes beyond the bus. */
public final class EventsOptions extends StrictOptions<EventsOptions> {
    /** Events that are kept for readers that come back: 0..100,000. Default 1,000. */
    public static final int DEFAULT_KEPT = 1_000;
    /** Connections that may read {@code /api/v1/events} at a time: 0..10,000. Default 50. */
    public static final int DEFAULT_MAX_READERS = 50;

    private int kept = DEFAULT_KEPT;
    private int maxReaders = DEFAULT_MAX_READERS;
    private List<String> webhooks = List.of();
    private List<String> webhookTypes = List.of();
    private String webhookSecret = "";

    /** The defaults. */
    public EventsOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public EventsOptions(EventsOptions other) {
        ObserveKeys.EVENTS.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public EventsOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ObserveKeys.EVENTS.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_KEPT}. */
    public int getKept() {
        return kept;
    }

    /** See {@link #DEFAULT_KEPT}. */
    public EventsOptions setKept(int kept) {
        this.kept = kept;
        return this;
    }

    /** See {@link #DEFAULT_MAX_READERS}. */
    public int getMaxReaders() {
        return maxReaders;
    }

    /** See {@link #DEFAULT_MAX_READERS}. */
    public EventsOptions setMaxReaders(int maxReaders) {
        this.maxReaders = maxReaders;
        return this;
    }

    /** Addresses ({@code http} or {@code https}) that each event is posted to. Default: none. */
    public List<String> getWebhooks() {
        return webhooks;
    }

    /** See {@link #getWebhooks()}. */
    public EventsOptions setWebhooks(List<String> webhooks) {
        this.webhooks = List.copyOf(webhooks);
        return this;
    }

    /** Types of events that webhooks are told. Default: none, which is all. */
    public List<String> getWebhookTypes() {
        return webhookTypes;
    }

    /** See {@link #getWebhookTypes()}. */
    public EventsOptions setWebhookTypes(List<String> webhookTypes) {
        this.webhookTypes = List.copyOf(webhookTypes);
        return this;
    }

    /** What the signature of webhooks is made with: 0..200 printable ASCII characters. Default: empty, no signature. */
    public String getWebhookSecret() {
        return webhookSecret;
    }

    /** See {@link #getWebhookSecret()}. */
    public EventsOptions setWebhookSecret(String webhookSecret) {
        this.webhookSecret = requireNonNull(webhookSecret, "webhookSecret");
        return this;
    }

    @Override
    OptionTable<EventsOptions> table() {
        return ObserveKeys.EVENTS;
    }

    @Override
    EventsOptions self() {
        return this;
    }
}
