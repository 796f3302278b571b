package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import java.util.ArrayList;
import java.util.List;

/** Status and headers of a response, checked. */
final class ResponseHeads {
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 599;
    /** So that it cannot overflow: a body of 10^18 bytes takes years. */
    private static final int MAX_LENGTH_DIGITS = 18;

    /** In the order of their numbers, from 0xA001. */
    private static final List<String> CODED = List.of(
            "Content-Type",
            "Content-Language",
            "Content-Length",
            "Date",
            "Last-Modified",
            "Location",
            "Set-Cookie",
            "Set-Cookie2",
            "Servlet-Engine",
            "Status",
            "WWW-Authenticate");

    private ResponseHeads() {}

    static AjpReply.Head read(PacketReader reader) {
        int status = reader.number16();
        if (status < MIN_STATUS || status > MAX_STATUS) {
            throw new AjpException(Flaw.STATUS, status + " (expected: 200..599)");
        }
        String reason = checked(reader.text(), "reason phrase");
        int count = reader.number16();
        List<AjpReply.Header> headers = new ArrayList<>();
        long contentLength = -1;
        for (int i = 0; i < count; i++) {
            String name = name(reader);
            String value = checked(reader.text(), "header value");
            if (name.equalsIgnoreCase("content-length")) {
                if (contentLength >= 0) {
                    throw new AjpException(Flaw.CONTENT_LENGTH, "more than one");
                }
                contentLength = length(value);
            }
            headers.add(new AjpReply.Header(name, value));
        }
        return new AjpReply.Head(status, reason, headers, contentLength);
    }

    private static String name(PacketReader reader) {
        int code = reader.peek16();
        if ((code & 0xff00) != RequestCodes.HEADERS) {
            String name = reader.text();
            if (!isToken(name)) {
                throw new AjpException(Flaw.TEXT, "a header name that is no token");
            }
            return name;
        }
        int index = (reader.number16() & 0xff) - 1;
        if (index < 0 || index >= CODED.size()) {
            throw new AjpException(Flaw.HEADER_CODE, (index + 1) + " (expected: 1.." + CODED.size() + ")");
        }
        return CODED.get(index);
    }

    private static long length(String value) {
        boolean digits = !value.isEmpty() && value.length() <= MAX_LENGTH_DIGITS;
        for (int i = 0; i < value.length(); i++) {
            digits &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!digits) {
            throw new AjpException(Flaw.CONTENT_LENGTH, "(expected: 1.." + MAX_LENGTH_DIGITS + " digits)");
        }
        return Long.parseLong(value);
    }

    private static String checked(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f) {
                throw new AjpException(Flaw.TEXT, "a " + what + " with control characters");
            }
        }
        return text;
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
