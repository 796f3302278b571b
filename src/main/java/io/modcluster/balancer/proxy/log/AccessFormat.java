package io.modcluster.balancer.proxy.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms of a line. Belongs to the thread that writes. */
abstract class AccessFormat {
    /** Appends the line without its end. */
    abstract void append(StringBuilder line, AccessEntry entry);

    static AccessFormat combined(ZoneId zone) {
        return new Combined(zone);
    }

    static AccessFormat json() {
        return new Json();
    }

    private static void millis(StringBuilder line, long micros) {
        line.append(micros / 1000).append('.');
        long rest = micros % 1000;
        line.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
    }

    /** Whatever is no printable ASCII, a quote, or a backslash: it must not end a field, a line, or reach a terminal. */
    private static void escaped(StringBuilder line, String text, boolean json) {
        int shown = Math.min(text.length(), AccessEntry.MOST_CHARACTERS);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= 0x20 && c <= 0x7e) {
                line.append(c);
            } else {
                String hex = Integer.toHexString(c);
                line.append(json || c > 0xff ? "\\u" : "\\x");
                line.append("0".repeat((json || c > 0xff ? 4 : 2) - hex.length()))
                        .append(hex);
            }
        }
        if (shown < text.length()) {
            line.append("...");
        }
    }

    /** httpd's combined format, and behind it words with names, in the order in which one asks for them. */
    private static final class Combined extends AccessFormat {
        private final DateTimeFormatter time;
        private long second = Long.MIN_VALUE;
        private String shownSecond = "";

        Combined(ZoneId zone) {
            time = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                    .withZone(zone);
        }

        @Override
        void append(StringBuilder line, AccessEntry entry) {
            long thisSecond = Math.floorDiv(entry.timeMillis(), 1000);
            if (thisSecond != second) {
                second = thisSecond;
                shownSecond = time.format(Instant.ofEpochSecond(thisSecond));
            }
            line.append(entry.client()).append(" - - [").append(shownSecond).append("] \"");
            if (entry.method() == null) {
                line.append('-');
            } else {
                escaped(line, entry.method(), false);
                escaped(line.append(' '), orDash(entry.target()), false);
                escaped(line.append(' '), orDash(entry.protocol()), false);
            }
            line.append("\" ").append(entry.status()).append(' ').append(entry.bytesOut());
            quoted(line, entry.referer());
            quoted(line, entry.userAgent());
            word(line, "node", entry.node());
            word(line, "context", entry.context());
            word(line, "balancer", entry.balancer());
            line.append(" sticky=").append(entry.sticky()).append(" tries=").append(entry.tries());
            time(line, "total", entry.totalMicros());
            time(line, "connect", entry.connectMicros());
            time(line, "first", entry.firstByteMicros());
            line.append(" in=")
                    .append(entry.bytesIn())
                    .append(" end=")
                    .append(entry.end().word());
            word(line, "reason", entry.reason());
            word(line, "id", entry.requestId());
            word(line, "tls", entry.tls());
            word(line, "host", entry.host());
        }

        private static String orDash(@Nullable String text) {
            return text == null ? "-" : text;
        }

        private static void quoted(StringBuilder line, @Nullable String text) {
            escaped(line.append(" \""), orDash(text), false);
            line.append('"');
        }

        private static void time(StringBuilder line, String name, long micros) {
            line.append(' ').append(name).append('=');
            if (micros < 0) {
                line.append('-');
            } else {
                millis(line, micros);
            }
        }

        private static void word(StringBuilder line, String name, @Nullable String text) {
            line.append(' ').append(name).append('=');
            if (text == null || text.isEmpty()) {
                line.append('-');
            } else if (text.indexOf(' ') < 0) {
                escaped(line, text, false);
            } else {
                escaped(line.append('"'), text, false);
                line.append('"');
            }
        }
    }

    /** What is not known is left out. */
    private static final class Json extends AccessFormat {
        @Override
        void append(StringBuilder line, AccessEntry entry) {
            line.append("{\"time\":\"")
                    .append(Instant.ofEpochMilli(entry.timeMillis()))
                    .append('"');
            text(line, "client", entry.client());
            text(line, "method", entry.method());
            text(line, "host", entry.host());
            text(line, "target", entry.target());
            text(line, "protocol", entry.protocol());
            line.append(",\"status\":").append(entry.status());
            text(line, "end", entry.end().word());
            line.append(",\"bytesIn\":").append(entry.bytesIn());
            line.append(",\"bytesOut\":").append(entry.bytesOut());
            text(line, "referer", entry.referer());
            text(line, "userAgent", entry.userAgent());
            text(line, "node", entry.node());
            text(line, "context", entry.context());
            text(line, "balancer", entry.balancer());
            text(line, "sticky", entry.sticky());
            line.append(",\"tries\":").append(entry.tries());
            time(line, "totalMillis", entry.totalMicros());
            time(line, "connectMillis", entry.connectMicros());
            time(line, "firstByteMillis", entry.firstByteMicros());
            text(line, "reason", entry.reason());
            text(line, "requestId", entry.requestId());
            text(line, "tls", entry.tls());
            line.append('}');
        }

        private static void text(StringBuilder line, String name, @Nullable String text) {
            if (text != null) {
                escaped(line.append(",\"").append(name).append("\":\""), text, true);
                line.append('"');
            }
        }

        private static void time(StringBuilder line, String name, long micros) {
            if (micros >= 0) {
                millis(line.append(",\"").append(name).append("\":"), micros);
            }
        }
    }
}
