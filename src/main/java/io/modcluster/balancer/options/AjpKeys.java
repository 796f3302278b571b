package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.size;

import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code ajp.*}. */
final class AjpKeys {
    private static final int KIB = 1024;
    private static final int MIN_PACKET = 8 * KIB;
    private static final int MAX_PACKET = 64 * KIB;

    static final OptionTable<AjpOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                            "secret",
                            OptionTypes.text(Pattern.compile("[ -~]{0,64}"), "0..64 printable ASCII characters"),
                            AjpOptions::getSecret,
                            AjpOptions::setSecret,
                            "Secret that the AJP connectors of nodes want; empty is none.")
                    .secret(),
            new OptionKey<>(
                            "secrets",
                            ListTypes.ajpSecrets(),
                            AjpOptions::getSecrets,
                            AjpOptions::setSecrets,
                            "Secrets of single nodes, LBGroups or balancers; the narrower one holds, and all of them before"
                                    + " ajp.secret.")
                    .secret(),
            new OptionKey<>(
                    "packet-size",
                    size(MIN_PACKET, MAX_PACKET),
                    AjpOptions::getPacketSize,
                    AjpOptions::setPacketSize,
                    "Longest AJP packet, the same as in the connectors of the nodes (packetSize in Tomcat); a longer head"
                            + " of a request is answered 431.")));

    private AjpKeys() {}
}
