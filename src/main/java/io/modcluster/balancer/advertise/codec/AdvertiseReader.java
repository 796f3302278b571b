package io.modcluster.balancer.advertise.codec;

import io.modcluster.balancer.advertise.codec.AdvertiseReading.Flaw;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Read;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Refused;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what balancers send: httpd, Undertow (whose datagrams lack the empty line at the end) and this one. Stricter than nodes
 * in Java where a datagram could be read in two ways. One datagram per object.
 */
final class AdvertiseReader {
    /** The most that httpd sends. */
    static final int MAX_READ = 4096;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] +([0-9]{3})( .*)?");
    private static final Pattern SEQUENCE = Pattern.compile("[1-9][0-9]{0,18}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{32}");

    private final Map<String, String> headers = new HashMap<>();

    private AdvertiseReader() {}

    static AdvertiseReading read(byte[] bytes) {
        if (bytes.length > MAX_READ) {
            return new Refused(Flaw.TOO_LONG, bytes.length + " bytes");
        }
        return new AdvertiseReader().lines(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private AdvertiseReading lines(String text) {
        int lineEnd = endOfLine(text, 0);
        String statusLine = text.substring(0, lineEnd);
        if (!Wire.isPrintable(statusLine)) {
            return new Refused(Flaw.NOT_TEXT, statusLine);
        }
        var status = STATUS_LINE.matcher(statusLine);
        Optional<AdvertiseStatus> known = status.matches() ? AdvertiseStatus.of(status.group(1)) : Optional.empty();
        if (known.isEmpty()) {
            return new Refused(Flaw.STATUS_LINE, statusLine);
        }
        for (int start = lineEnd + 2; start < text.length(); start = lineEnd + 2) {
            lineEnd = endOfLine(text, start);
            if (lineEnd == start) {
                break;
            }
            Refused refused = header(text.substring(start, lineEnd));
            if (refused != null) {
                return refused;
            }
        }
        return datagram(known.get());
    }

    private static int endOfLine(String text, int start) {
        int end = text.indexOf("\r\n", start);
        return end < 0 ? text.length() : end;
    }

    private @Nullable Refused header(String line) {
        if (!Wire.isPrintable(line)) {
            return new Refused(Flaw.NOT_TEXT, line);
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            return new Refused(Flaw.HEADER, line);
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        String previous = headers.putIfAbsent(name, line.substring(colon + 1).strip());
        return previous == null ? null : new Refused(Flaw.HEADER, line);
    }

    private AdvertiseReading datagram(AdvertiseStatus status) {
        String date = header("date", "");
        String sequence = header("sequence", "");
        String digest = header("digest", "");
        String server = header("server", "");
        String address = header("x-manager-address", "");
        if (date.isEmpty() || date.length() > AdvertiseDatagram.MAX_DATE) {
            return new Refused(Flaw.DATE, date);
        }
        long number = sequenceOf(sequence);
        if (number == 0) {
            return new Refused(Flaw.SEQUENCE, sequence);
        }
        if (!DIGEST.matcher(digest).matches()) {
            return new Refused(Flaw.DIGEST, digest);
        }
        if (!Wire.isToken(server) || server.length() > AdvertiseDatagram.MAX_SERVER) {
            return new Refused(Flaw.SERVER, server);
        }
        if (!address.isEmpty() && AdvertisedAddress.parse(address).isEmpty()) {
            return new Refused(Flaw.ADDRESS, address);
        }
        AdvertiseDatagram datagram = new AdvertiseDatagram(
                status,
                date,
                number,
                server,
                address,
                header("x-manager-url", ""),
                header("x-manager-protocol", ""),
                header("x-manager-host", ""));
        return new Read(datagram, HexFormat.of().parseHex(digest));
    }

    private String header(String name, String absent) {
        return headers.getOrDefault(name, absent);
    }

    /** 0 for what is no number, since the digest is over the one decimal form. */
    private static long sequenceOf(String text) {
        if (!SEQUENCE.matcher(text).matches()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooBig) {
            return 0;
        }
    }
}
