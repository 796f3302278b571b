package io.modcluster.balancer.mcmp.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One {@code name=value} of a body (MCMP §1.5).
 *
 * <p>Deviations from the reference, none of which a conformance check sees: a pair is cut at its first {@code =} only, as
 * the released mod_cluster does, so that a second one cannot shift the pairs behind it; {@code %} must be followed by two
 * hexadecimal digits; every control character is illegal, not just CR and LF, and so are bytes that are not UTF-8.
 *
 * @param name  as sent, decoded
 * @param value decoded, or null when there is no {@code =}
 */
record FormField(String name, @Nullable String value) {
    /** No command has more names than 25; lists may repeat theirs. */
    private static final int MAX_FIELDS = 200;

    /**
     * The fields of a body in their order; none when it is empty.
     *
     * @param fields where they go, one by one: a refusal leaves those before the bad one, to tell who sent it
     */
    static void parse(byte[] body, List<FormField> fields) {
        int start = 0;
        while (start <= body.length && body.length > 0) {
            int end = indexOf(body, '&', start, body.length);
            if (fields.size() == MAX_FIELDS) {
                throw McmpException.syntax(Mess.UNPARSEABLE);
            }
            fields.add(field(body, start, end));
            start = end + 1;
        }
    }

    /** Names are compared in any case. */
    String key() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The value, empty when there is none. */
    String text() {
        return value == null ? "" : value;
    }

    private static FormField field(byte[] body, int start, int end) {
        int equals = indexOf(body, '=', start, end);
        String name = decode(body, start, equals);
        return new FormField(name, equals == end ? null : decode(body, equals + 1, end));
    }

    /** Where {@code wanted} is, or {@code end}. */
    private static int indexOf(byte[] body, char wanted, int start, int end) {
        int at = start;
        while (at < end && body[at] != wanted) {
            at++;
        }
        return at;
    }

    /** The mod_cluster client encodes a blank as {@code +}. */
    private static String decode(byte[] body, int start, int end) {
        byte[] decoded = new byte[end - start];
        int length = 0;
        int all = 0;
        for (int at = start; at < end; at++) {
            int octet = body[at] & 0xff;
            if (octet == '%') {
                octet = at + 2 < end ? 16 * digit(body[at + 1]) + digit(body[at + 2]) : -1;
                at += 2;
            } else if (octet == '+') {
                octet = ' ';
            }
            if (isIllegal(octet)) {
                throw McmpException.syntax(Mess.UNPARSEABLE);
            }
            all |= octet;
            decoded[length++] = (byte) octet;
        }
        // a decoder costs ten times as much as what there is to decode, as a rule
        return all < 0x80 ? new String(decoded, 0, length, StandardCharsets.US_ASCII) : utf8(decoded, length);
    }

    private static String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw McmpException.syntax(Mess.UNPARSEABLE);
        }
    }

    /** Far below zero when it is none, so that two of them never make an octet. */
    private static int digit(byte character) {
        int digit = Character.digit(character, 16);
        return digit < 0 ? -1000 : digit;
    }

    private static boolean isIllegal(int octet) {
        return octet < 0x20 || octet == 0x7f || octet == '<' || octet == '>' || octet == '"' || octet == '\'';
    }
}
