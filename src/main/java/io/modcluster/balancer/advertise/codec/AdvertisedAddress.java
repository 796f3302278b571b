package io.modcluster.balancer.advertise.codec;

import io.modcluster.balancer.domain.IpLiteral;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Header X-Manager-Address.
 *
 * @param host name or IP address, IPv6 without brackets; never with a zone
 * @param port 1..65535
 */
public record AdvertisedAddress(String host, int port) {
    private static final int MAX_HOST = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /** Reads {@code host:port}, where IPv6 may be in brackets or not: the port is behind the last colon. */
    public static Optional<AdvertisedAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon > MAX_HOST) {
            return Optional.empty();
        }
        String port = text.substring(colon + 1);
        String host = text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        String plain = brackets ? host.substring(1, host.length() - 1) : host;
        boolean isIpv6 = plain.indexOf(':') >= 0 && IpLiteral.parse(plain).isPresent();
        boolean isName = !brackets && NAME.matcher(plain).matches();
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 65_535 || !(isIpv6 || isName)) {
            return Optional.empty();
        }
        return Optional.of(new AdvertisedAddress(plain, Integer.parseInt(port)));
    }

    /** {@code host:port} as it is sent, IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
