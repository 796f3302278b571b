package io.modcluster.balancer.testkit.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** As much of DER (X.690) as a certificate needs. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int UTF8 = 0x0c;
    static final int UTC_TIME = 0x17;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] of(int tag, byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        int length = body.size();
        if (length > 0xff) {
            all.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
        } else if (length > 0x7f) {
            all.writeBytes(new byte[] {(byte) 0x81, (byte) length});
        } else {
            all.write(length);
        }
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }

    static byte[] text(int tag, String text) {
        return of(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant at) {
        return text(UTC_TIME, TIME.format(at));
    }

    /** Bytes written as hexadecimal digits. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
