package io.modcluster.balancer.transport.ajp;

import io.netty.handler.codec.DateFormatter;
import java.util.Date;

/** The value of Date for responses that have none, as Tomcat's over AJP (RFC 9110 §6.6.1). Formatted once a second. */
final class ResponseDate {
    private static final long SECOND = 1000;

    private long second = -1;
    private String text = "";

    String now() {
        long now = System.currentTimeMillis() / SECOND;
        if (now != second) {
            second = now;
            text = DateFormatter.format(new Date(now * SECOND));
        }
        return text;
    }
}
