package io.modcluster.balancer.advertise.codec;

import io.modcluster.balancer.domain.Quoted;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What one datagram says (MCMP §5.2).
 *
 * @param status   what the balancer says of itself
 * @param date     when it was sent: any printable text, since the digest is over the text; see {@link #sentAt}
 * @param sequence number of the datagram of this server: 1 and up, wraps to 1
 * @param server   the run of the balancer, a lower-case UUID as a rule: 1..64 printable characters without blanks
 * @param address  where it listens for MCMP: {@code host:port}, IPv6 in brackets; empty where it does not say
 * @param url      header X-Manager-Url, which nobody uses; empty where it does not say
 * @param protocol scheme of the address; empty where it does not say
 * @param host     name of the balancer's server, which nobody uses; empty where it does not say
 */
public record AdvertiseDatagram(
        AdvertiseStatus status,
        String date,
        long sequence,
        String server,
        String address,
        String url,
        String protocol,
        String host) {
    /** Nodes in Java read 512 bytes and lose the rest, and with it perhaps what keeps their listener alive. */
    public static final int MAX_WRITTEN = 511;

    static final int MAX_DATE = 64;
    static final int MAX_SERVER = 64;

    /** As RFC 822 with four digits for the year, always two for the day: what httpd sends. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /**
     * Refuses what could not be written and read back.
     *
     * @throws IllegalArgumentException naming the header, the value and what was expected
     */
    public AdvertiseDatagram {
        check(!date.isEmpty() && date.length() <= MAX_DATE && isValue(date), "Date", date);
        check(sequence > 0, "Sequence", Long.toString(sequence));
        check(Wire.isToken(server) && server.length() <= MAX_SERVER, "Server", server);
        check(address.isEmpty() || AdvertisedAddress.parse(address).isPresent(), "X-Manager-Address", address);
        check(isValue(url), "X-Manager-Url", url);
        check(isValue(protocol), "X-Manager-Protocol", protocol);
        check(isValue(host), "X-Manager-Host", host);
    }

    /** A datagram that says farewell or, if {@link #withManager} follows, where to register. */
    public static AdvertiseDatagram of(AdvertiseStatus status, Instant now, long sequence, String server) {
        return new AdvertiseDatagram(status, DATE.format(now), sequence, server, "", "", "", "");
    }

    /** The same with where the balancer listens for MCMP. */
    public AdvertiseDatagram withManager(String newAddress, String newUrl, String newProtocol, String newHost) {
        return new AdvertiseDatagram(status, date, sequence, server, newAddress, newUrl, newProtocol, newHost);
    }

    /**
     * The bytes to send, at most {@value #MAX_WRITTEN}; Date and Digest are always there, since nodes in Java whose listener
     * misses one of them hear nothing any more.
     *
     * @throws IllegalArgumentException if there would be more bytes
     */
    public byte[] write(AdvertiseDigest digest) {
        StringBuilder text =
                new StringBuilder(MAX_WRITTEN).append(status.statusLine()).append("\r\n");
        line(text, "Date", date);
        line(text, "Sequence", Long.toString(sequence));
        line(text, "Digest", HexFormat.of().formatHex(digest.of(date, sequence, server)));
        line(text, "Server", server);
        line(text, "X-Manager-Address", address);
        line(text, "X-Manager-Url", url);
        line(text, "X-Manager-Protocol", protocol);
        line(text, "X-Manager-Host", host);
        text.append("\r\n");
        if (text.length() > MAX_WRITTEN) {
            throw new IllegalArgumentException("advertisement of " + text.length() + " bytes with address "
                    + Quoted.of(address) + " (expected: at most " + MAX_WRITTEN + ", nodes read no more)");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Where the balancer listens for MCMP, if it says. */
    public Optional<AdvertisedAddress> manager() {
        return AdvertisedAddress.parse(address);
    }

    /** What bytes from the network say, or why they say nothing; never throws. See {@link AdvertiseReading}. */
    public static AdvertiseReading parse(byte[] bytes) {
        return AdvertiseReader.read(bytes);
    }

    /** The time that {@link #date} means: GMT or an offset, as {@code +0000}; nothing if it is not such a date. */
    public Optional<Instant> sentAt() {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException otherText) {
            return Optional.empty();
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(": ").append(value).append("\r\n");
        }
    }

    /** Blanks around a value are not part of it on the wire. */
    private static boolean isValue(String value) {
        return Wire.isPrintable(value) && value.equals(value.strip());
    }

    private static void check(boolean good, String header, String value) {
        if (!good) {
            throw new IllegalArgumentException(
                    header + ": " + Quoted.of(value) + " (expected: a value of MCMP advertisements)");
        }
    }
}
