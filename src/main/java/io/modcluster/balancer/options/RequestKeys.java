package io.modcluster.balancer.options;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code request.*}. */
final class RequestKeys {
    static final OptionTable<RequestOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "id-header",
                    OptionTypes.text(
                            Pattern.compile("([A-Za-z0-9-]{1,63})?"), "1..63 characters of A-Z a-z 0-9 -, or nothing"),
                    RequestOptions::getIdHeader,
                    RequestOptions::setIdHeader,
                    "Field with the id of a request, made here or taken from a trusted proxy, for node, client and access log; empty is none."),
            new OptionKey<>(
                    "total-timeout",
                    OptionTypes.durationOrNever(Duration.ofMillis(100), Duration.ofHours(24)),
                    RequestOptions::getTotalTimeout,
                    RequestOptions::setTotalTimeout,
                    "Longest time from the head of a request to the end of its response, after which it is answered 504 or cut; 0s is no limit."),
            new OptionKey<>(
                    "max-body",
                    OptionTypes.bytes(),
                    RequestOptions::getMaxBody,
                    RequestOptions::setMaxBody,
                    "Longest body of a request; a longer one is answered 413; 0 is no limit."),
            new OptionKey<>(
                    "write-timeout",
                    OptionTypes.durationOrNever(Duration.ofMillis(100), Duration.ofHours(1)),
                    RequestOptions::getWriteTimeout,
                    RequestOptions::setWriteTimeout,
                    "How long a client may take nothing of a response that waits for it before it is cut off; 0s is for ever."),
            new OptionKey<>(
                    "max-per-connection",
                    OptionTypes.number(1, Integer.MAX_VALUE),
                    RequestOptions::getMaxPerConnection,
                    RequestOptions::setMaxPerConnection,
                    "Most requests of one HTTP/1 connection, the last of which is answered with Connection: close."),
            new OptionKey<>(
                    "answer-half-closed",
                    OptionTypes.trueOrFalse(),
                    RequestOptions::isAnswerHalfClosed,
                    RequestOptions::setAnswerHalfClosed,
                    "Whether a client that ends its sending side after a whole request is answered; else it counts as"
                            + " gone, and so its request at the node ends at once.")));

    private RequestKeys() {}
}
