package io.modcluster.balancer.advertise.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Datagrams that were recorded from balancers.
 *
 * @param sender httpd or undertow
 * @param key    what it was configured with; empty for none
 * @param text   the datagram
 */
record CapturedAdverts(String sender, String key, String text) {

    /** All 13 of them. */
    static List<CapturedAdverts> all() {
        List<CapturedAdverts> all = new ArrayList<>();
        for (String part : resource().substring("### ".length()).split("### ", -1)) {
            String[] head = part.substring(0, part.indexOf('\n')).split(" ", -1);
            String text = part.substring(part.indexOf('\n') + 1).replace("\n", "\r\n");
            if (!head[2].equals("bytes=" + text.length())) {
                throw new IllegalStateException("the file of recordings was changed: " + part);
            }
            all.add(new CapturedAdverts(head[0], head[1].substring("key=".length()), text));
        }
        return all;
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String resource() {
        try (InputStream in = CapturedAdverts.class.getResourceAsStream("/advertise/captured.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return sender + " with key \"" + key + "\": " + text.length() + " bytes";
    }
}
