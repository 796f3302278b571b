package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.number;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code tracing.*}. */
final class TracingKeys {
    static final OptionTable<TracingOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    TracingOptions::isEnabled,
                    TracingOptions::setEnabled,
                    "Whether the command line traces requests and tells a collector, by OpenTelemetry."),
            new OptionKey<>(
                    "endpoint",
                    OptionTypes.text(
                            Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]+(/[!-~&&[^?#@]]*)?"),
                            "an http:// or https:// address without user and query"),
                    TracingOptions::getEndpoint,
                    TracingOptions::setEndpoint,
                    "Address that spans are posted to, as OTLP over HTTP."),
            new OptionKey<>(
                    "service",
                    OptionTypes.text(Pattern.compile("[!-~]{1,100}"), "1..100 printable ASCII characters"),
                    TracingOptions::getService,
                    TracingOptions::setService,
                    "Name of the service in spans; balancer.name is the instance of it."),
            new OptionKey<>(
                    "sample-percent",
                    number(0, 100),
                    TracingOptions::getSamplePercent,
                    TracingOptions::setSamplePercent,
                    "Percentage of traces that are told, whatever clients ask for.")));

    private TracingKeys() {}
}
