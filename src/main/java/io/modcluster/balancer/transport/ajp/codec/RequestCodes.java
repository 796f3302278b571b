package io.modcluster.balancer.transport.ajp.codec;

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
    static int ofHeader(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("host") ? HEADERS + 11 : 0;
            case 6 ->
                name.equalsIgnoreCase("accept")
                        ? HEADERS + 1
                        : name.equalsIgnoreCase("cookie")
                                ? HEADERS + 9
                                : name.equalsIgnoreCase("pragma") ? HEADERS + 12 : 0;
            case 7 ->
                name.equalsIgnoreCase("cookie2") ? HEADERS + 10 : name.equalsIgnoreCase("referer") ? HEADERS + 13 : 0;
            case 10 -> name.equalsIgnoreCase("user-agent") ? HEADERS + 14 : 0;
            case 12 -> name.equalsIgnoreCase("content-type") ? HEADERS + 7 : 0;
            case 13 -> name.equalsIgnoreCase("authorization") ? HEADERS + 5 : 0;
            case 14 ->
                name.equalsIgnoreCase("accept-charset")
                        ? HEADERS + 2
                        : name.equalsIgnoreCase("content-length") ? HEADERS + 8 : 0;
            case 15 ->
                name.equalsIgnoreCase("accept-encoding")
                        ? HEADERS + 3
                        : name.equalsIgnoreCase("accept-language") ? HEADERS + 4 : 0;
            default -> 0;
        };
    }

    static final int CONTENT_LENGTH = HEADERS + 8;
}
