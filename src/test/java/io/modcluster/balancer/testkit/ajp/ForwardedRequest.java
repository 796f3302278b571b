package io.modcluster.balancer.testkit.ajp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A FORWARD_REQUEST packet taken apart as nodes do it; fails on anything that is not to the letter.
 *
 * @param headers    each {@code name: value}, names of coded ones in lower case
 * @param attributes by name; numbers of coded ones as {@code #5}
 */
public record ForwardedRequest(
        String method,
        String protocol,
        String uri,
        @Nullable String remoteAddress,
        @Nullable String remoteHost,
        @Nullable String serverName,
        int serverPort,
        boolean tls,
        List<String> headers,
        Map<String, String> attributes) {
    private static final List<String> METHODS = List.of(
            "OPTIONS",
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "TRACE",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "ACL",
            "REPORT",
            "VERSION-CONTROL",
            "CHECKIN",
            "CHECKOUT",
            "UNCHECKOUT",
            "SEARCH",
            "MKWORKSPACE",
            "UPDATE",
            "LABEL",
            "MERGE",
            "BASELINE-CONTROL",
            "MKACTIVITY");
    private static final List<String> HEADERS = List.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "authorization",
            "connection",
            "content-type",
            "content-length",
            "cookie",
            "cookie2",
            "host",
            "pragma",
            "referer",
            "user-agent");
    private static final int REQUEST_ATTRIBUTE = 10;
    private static final int KEY_SIZE = 11;
    private static final int STORED_METHOD = 13;

    /** Reads one whole packet. */
    public static ForwardedRequest parse(byte[] packet) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        expect(in.getShort() == 0x1234, "magic");
        expect((in.getShort() & 0xffff) == packet.length - 4, "length");
        expect(in.get() == 2, "code");
        int methodCode = in.get() & 0xff;
        String protocol = text(in);
        String uri = text(in);
        String remoteAddress = text(in);
        String remoteHost = text(in);
        String serverName = text(in);
        int serverPort = in.getShort() & 0xffff;
        boolean tls = in.get() != 0;
        List<String> headers = headers(in);
        Map<String, String> attributes = attributes(in);
        expect(!in.hasRemaining(), "end");
        String method = methodCode == 0xff ? attributes.remove("#" + STORED_METHOD) : METHODS.get(methodCode - 1);
        return new ForwardedRequest(
                String.valueOf(method),
                String.valueOf(protocol),
                String.valueOf(uri),
                remoteAddress,
                remoteHost,
                serverName,
                serverPort,
                tls,
                headers,
                attributes);
    }

    private static List<String> headers(ByteBuffer in) {
        List<String> headers = new ArrayList<>();
        int count = in.getShort() & 0xffff;
        for (int i = 0; i < count; i++) {
            int code = in.getShort(in.position()) & 0xffff;
            String name;
            if ((code & 0xff00) == 0xa000) {
                name = HEADERS.get((in.getShort() & 0xff) - 1);
            } else {
                name = String.valueOf(text(in));
                expect(!HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT)) || name.equals("connection"), name);
            }
            headers.add(name + ": " + text(in));
        }
        return headers;
    }

    private static Map<String, String> attributes(ByteBuffer in) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int code = in.get() & 0xff; code != 0xff; code = in.get() & 0xff) {
            String name = code == REQUEST_ATTRIBUTE ? String.valueOf(text(in)) : "#" + code;
            String value = code == KEY_SIZE ? Integer.toString(in.getShort()) : String.valueOf(text(in));
            expect(attributes.put(name, value) == null, "twice " + name);
        }
        return attributes;
    }

    private static @Nullable String text(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        if (length == 0xffff) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        expect(in.get() == 0, "NUL behind a text");
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void expect(boolean good, String what) {
        if (!good) {
            throw new IllegalArgumentException("FORWARD_REQUEST: " + what);
        }
    }

    /** The values of the header of this name. */
    public List<String> values(String name) {
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }
}
