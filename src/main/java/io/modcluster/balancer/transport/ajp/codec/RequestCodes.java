package io.modcluster.balancer.transport.ajp.codec;

import io.netty.util.AsciiString;

/** Numbers for methods and headers of requests, as Tomcat and Undertow have them. */
final class RequestCodes {
    /** The method is told by an attribute, as it has no number. */
    static final int STORED_METHOD = 0xff;

    /** Numbers of headers stand where the length of a name would, from here on. */
    static final int HEADERS = 0xa000;

    private RequestCodes() {}

    static int ofMethod(String method) {
        return switch (method) {
            case "OPTIONS" -> 1;
            case "GET" -> 2;
            case "HEAD" -> 3;
            case "POST" -> 4;
            case "PUT" -> 5;
            case "DELETE" -> 6;
            case "TRACE" -> 7;
            case "PROPFIND" -> 8;
            case "PROPPATCH" -> 9;
            case "MKCOL" -> 10;
            case "COPY" -> 11;
            case "MOVE" -> 12;
            case "LOCK" -> 13;
            case "UNLOCK" -> 14;
            case "ACL" -> 15;
            case "REPORT" -> 16;
            case "VERSION-CONTROL" -> 17;
            case "CHECKIN" -> 18;
            case "CHECKOUT" -> 19;
            case "UNCHECKOUT" -> 20;
            case "SEARCH" -> 21;
            case "MKWORKSPACE" -> 22;
            case "UPDATE" -> 23;
            case "LABEL" -> 24;
            case "MERGE" -> 25;
            case "BASELINE-CONTROL" -> 26;
            case "MKACTIVITY" -> 27;
            default -> STORED_METHOD;
        };
    }

    /** The number of a header, or 0 when it goes by its name. By length first, as this runs for each header. */
    static int ofHeader(CharSequence name) {
        return switch (name.length()) {
            case 4 -> is(name, "host") ? HEADERS + 11 : 0;
            case 6 ->
                is(name, "accept")
                        ? HEADERS + 1
                        : is(name, "cookie") ? HEADERS + 9 : is(name, "pragma") ? HEADERS + 12 : 0;
            case 7 -> is(name, "cookie2") ? HEADERS + 10 : is(name, "referer") ? HEADERS + 13 : 0;
            case 10 -> is(name, "user-agent") ? HEADERS + 14 : 0;
            case 12 -> is(name, "content-type") ? HEADERS + 7 : 0;
            case 13 -> is(name, "authorization") ? HEADERS + 5 : 0;
            case 14 -> is(name, "accept-charset") ? HEADERS + 2 : is(name, "content-length") ? CONTENT_LENGTH : 0;
            case 15 -> is(name, "accept-encoding") ? HEADERS + 3 : is(name, "accept-language") ? HEADERS + 4 : 0;
            default -> 0;
        };
    }

    private static boolean is(CharSequence name, String expected) {
        return AsciiString.contentEqualsIgnoreCase(name, expected);
    }

    static final int CONTENT_LENGTH = HEADERS + 8;
}
