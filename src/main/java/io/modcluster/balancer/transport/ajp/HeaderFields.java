package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.FieldSink;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header fields of one request in their order. It is written once and read once, which needs no map. */
final class HeaderFields implements FieldSink, Iterable<Map.Entry<String, String>> {
    private static final int USUAL = 16;

    private final List<Map.Entry<String, String>> fields = new ArrayList<>(USUAL);
    private @Nullable String contentLength;

    @Override
    public void add(CharSequence name, CharSequence value) {
        String text = value.toString();
        if (name.length() == HttpHeaders.CONTENT_LENGTH.length()
                && name.toString().equalsIgnoreCase("content-length")) {
            contentLength = text;
        }
        fields.add(Map.entry(name.toString(), text));
    }

    /** What they say of the length of the body. */
    long contentLength() {
        if (contentLength == null) {
            throw new IllegalArgumentException("a body with a length, and no Content-Length");
        }
        return Long.parseLong(contentLength);
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return fields.iterator();
    }
}
