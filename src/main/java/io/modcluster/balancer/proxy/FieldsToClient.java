package io.modcluster.balancer.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which fields of a node's response go on to the client (RFC 9110 §7.6), by a copy or by taking out the others. Pure. */
final class FieldsToClient {
    private FieldsToClient() {}

    /** Takes out what is not for the client. */
    static void cut(MultiMap fields) {
        List<String> named = ForwardHeaders.namedByConnection(fields);
        List<CharSequence> out = null;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = iterator(fields); all.hasNext(); ) {
            CharSequence name = all.next().getKey();
            if (!isForClient(name, named)) {
                out = out == null ? new ArrayList<>(4) : out;
                out.add(name);
            }
        }
        if (out != null) {
            for (int i = 0; i < out.size(); i++) {
                fields.remove(out.get(i));
            }
        }
    }

    /** Adds what is for the client to {@code to}. */
    static void copy(MultiMap from, MultiMap to) {
        List<String> named = ForwardHeaders.namedByConnection(from);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = iterator(from); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            if (isForClient(field.getKey(), named)) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    private static boolean isForClient(CharSequence name, @Nullable List<String> named) {
        // framing is never the peer's to name away
        return ForwardHeaders.is(name, "content-length")
                || (!ForwardHeaders.isHopByHop(name) && !ForwardHeaders.contains(named, name));
    }

    /** Names as they are: those of a decoder are no strings, and would be made such for each field. */
    private static Iterator<Map.Entry<CharSequence, CharSequence>> iterator(MultiMap fields) {
        if (fields instanceof HttpHeaders netty) {
            return netty.iteratorCharSequence();
        }
        List<Map.Entry<CharSequence, CharSequence>> all = new ArrayList<>(fields.size());
        fields.forEach((name, value) -> all.add(Map.entry(name, value)));
        return all.iterator();
    }
}
