package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import io.modcluster.balancer.domain.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/** The tables of {@code metrics.*}, {@code audit.*} and {@code events.*}. */
final class ObserveKeys {
    private static final int MILLION = 1_000_000;
    private static final int MAX_URL = 1_000;
    private static final int MAX_PORT = 65_535;
    private static final Pattern TYPE = Pattern.compile("[a-z]{1,30}(_[a-z]{1,30}){0,3}");

    static final OptionTable<MetricsOptions> METRICS = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    MetricsOptions::isEnabled,
                    MetricsOptions::setEnabled,
                    "Whether the manager answers /metrics, for Prometheus."),
            new OptionKey<>(
                    "jvm",
                    trueOrFalse(),
                    MetricsOptions::isJvm,
                    MetricsOptions::setJvm,
                    "Whether figures of the JVM and the process are among the metrics.")));

    static final OptionTable<AuditOptions> AUDIT = new OptionTable<>(List.of(
            new OptionKey<>(
                    "records",
                    number(0, MILLION),
                    AuditOptions::getRecords,
                    AuditOptions::setRecords,
                    "How many messages of nodes and acts of operators are remembered, fewer where they are longer than"
                            + " 1,024 characters on average."),
            new OptionKey<>(
                    "changes",
                    number(0, MILLION),
                    AuditOptions::getChanges,
                    AuditOptions::setChanges,
                    "How many changes of nodes are remembered, to look at the table of the past.")));

    static final OptionTable<EventsOptions> EVENTS = new OptionTable<>(List.of(
            new OptionKey<>(
                    "kept",
                    number(0, 100_000),
                    EventsOptions::getKept,
                    EventsOptions::setKept,
                    "How many events are kept for readers of /api/v1/events that come back."),
            new OptionKey<>(
                    "max-readers",
                    number(0, 10_000),
                    EventsOptions::getMaxReaders,
                    EventsOptions::setMaxReaders,
                    "Most connections that read /api/v1/events at a time; more are answered 503."),
            new OptionKey<>(
                            "webhooks",
                            ListTypes.list(
                                    "a list of http:// or https:// addresses without user", true, ObserveKeys::url),
                            EventsOptions::getWebhooks,
                            EventsOptions::setWebhooks,
                            "Addresses that each event is posted to.")
                    .secret(),
            new OptionKey<>(
                    "webhook-types",
                    ListTypes.list("a list of types of events such as node_removed", true, ObserveKeys::type),
                    EventsOptions::getWebhookTypes,
                    EventsOptions::setWebhookTypes,
                    "Types of events that webhooks are told; an empty list is all."),
            new OptionKey<>(
                            "webhook-secret",
                            OptionTypes.text(Pattern.compile("[ -~]{0,200}"), "0..200 printable ASCII characters"),
                            EventsOptions::getWebhookSecret,
                            EventsOptions::setWebhookSecret,
                            "Secret that webhooks are signed with; empty is no signature.")
                    .secret()));

    private ObserveKeys() {}

    private static String url(String text) {
        if (text.length() > MAX_URL || !isUrl(text)) {
            // may hold a secret
            throw new IllegalArgumentException("one of " + text.length() + " characters");
        }
        return text;
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getFragment() == null
                    && (uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= MAX_PORT));
        } catch (URISyntaxException withTheText) {
            // what it says repeats the text, which may hold a secret
            return false;
        }
    }

    private static String type(String text) {
        if (!TYPE.matcher(text).matches()) {
            throw new IllegalArgumentException(Quoted.of(text));
        }
        return text;
    }
}
