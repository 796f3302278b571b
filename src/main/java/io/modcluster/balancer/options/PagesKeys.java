package io.modcluster.balancer.options;

import java.time.Duration;
import java.util.List;

/** The table of {@code pages.*}. */
final class PagesKeys {
    static final OptionTable<PagesOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "directory",
                    OptionTypes.path(),
                    PagesOptions::getDirectory,
                    PagesOptions::setDirectory,
                    "Directory with templates such as 503.html, 5xx.html, 503.json, 503.txt and maintenance.html, read at the start; empty is none."),
            new OptionKey<>(
                    "maintenance",
                    ListTypes.maintenance(),
                    PagesOptions::getMaintenance,
                    PagesOptions::setMaintenance,
                    "Contexts that are answered 503 with the maintenance page."),
            new OptionKey<>(
                    "retry-after",
                    OptionTypes.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
                    PagesOptions::getRetryAfter,
                    PagesOptions::setRetryAfter,
                    "After how long clients are told to come back when a context is under maintenance.")));

    private PagesKeys() {}
}
