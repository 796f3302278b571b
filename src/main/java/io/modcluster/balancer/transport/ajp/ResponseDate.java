package io.modcluster.balancer.transport.ajp;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of Date for responses that have none, as Tomcat's over AJP (RFC 9110 §6.6.1). Formatted once a second. */
final class ResponseDate {
    /** IMF-fixdate of RFC 9110 §5.6.7; the one that Java calls RFC 1123 has days of one digit. */
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final long SECOND = 1000;

    private long second = -1;
    private AsciiString text = AsciiString.EMPTY_STRING;

    AsciiString now() {
        long now = System.currentTimeMillis() / SECOND;
        if (now != second) {
            second = now;
            text = new AsciiString(FORM.format(Instant.ofEpochSecond(now)));
        }
        return text;
    }
}
