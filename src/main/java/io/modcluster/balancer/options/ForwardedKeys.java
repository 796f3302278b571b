package io.modcluster.balancer.options;

import io.modcluster.balancer.options.ForwardedOptions.Headers;
import io.modcluster.balancer.options.ForwardedOptions.Read;
import java.util.List;

/** The table of {@code forwarded.*}. */
final class ForwardedKeys {
    static final OptionTable<ForwardedOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "trusted",
                    ListTypes.addressBlocks(true),
                    ForwardedOptions::getTrusted,
                    ForwardedOptions::setTrusted,
                    "Address blocks of proxies in front whose X-Forwarded fields or Forwarded are believed and passed on; what others say is replaced."),
            new OptionKey<>(
                    "read",
                    OptionTypes.choice(Read.class),
                    ForwardedOptions::getRead,
                    ForwardedOptions::setRead,
                    "Which of the two the trusted proxies set; the other one is replaced, since they may pass on what a client put there."),
            new OptionKey<>(
                    "headers",
                    OptionTypes.choice(Headers.class),
                    ForwardedOptions::getHeaders,
                    ForwardedOptions::setHeaders,
                    "What nodes are told about the client: X-Forwarded fields, Forwarded of RFC 7239, or both.")));

    private ForwardedKeys() {}
}
