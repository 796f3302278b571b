package io.modcluster.balancer.options;

import io.modcluster.balancer.options.AccessLogOptions.Format;
import io.modcluster.balancer.options.AccessLogOptions.Sink;
import java.util.List;

/** The table of {@code access-log.*}. */
final class AccessLogKeys {
    static final OptionTable<AccessLogOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "to",
                    OptionTypes.choice(Sink.class),
                    AccessLogOptions::getTo,
                    AccessLogOptions::setTo,
                    "Where a line for each request goes: nowhere, to stdout, to the logger named access, or to a file."),
            new OptionKey<>(
                    "file",
                    OptionTypes.path(),
                    AccessLogOptions::getFile,
                    AccessLogOptions::setFile,
                    "File to append to, needed with access-log.to: file; one that was renamed is made anew within a second."),
            new OptionKey<>(
                    "format",
                    OptionTypes.choice(Format.class),
                    AccessLogOptions::getFormat,
                    AccessLogOptions::setFormat,
                    "Form of a line: the combined format of httpd with the words of the balancer behind it, or JSON."),
            new OptionKey<>(
                    "query",
                    OptionTypes.trueOrFalse(),
                    AccessLogOptions::isQuery,
                    AccessLogOptions::setQuery,
                    "Whether the query of a target is logged, and that of the referer."),
            new OptionKey<>(
                    "queue",
                    OptionTypes.number(100, 1_000_000),
                    AccessLogOptions::getQueue,
                    AccessLogOptions::setQueue,
                    "Most lines that wait to be written; further ones are dropped and counted.")));

    private AccessLogKeys() {}
}
