package io.modcluster.balancer.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Which fields of a node's response go on to the client (RFC 9110 §7.6), by a copy or by taking out the others. Pure. */
final class FieldsToClient {
    private FieldsToClient() {}

    /** Takes out what is not for the client. */
    static void cut(MultiMap fields) {
        List<CharSequence> out = null;
        boolean names = false;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = iterator(fields); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            if (ForwardHeaders.isHopByHop(field.getKey())) {
                names |= namesOthers(field);
                out = out == null ? new ArrayList<>(4) : out;
                out.add(field.getKey());
            }
        }
        if (names) {
            removeNamed(fields, fields);
        }
        for (int i = 0; out != null && i < out.size(); i++) {
            fields.remove(out.get(i));
        }
    }

    /** Adds what is for the client to {@code to}, which is empty. */
    static void copy(MultiMap from, MultiMap to) {
        boolean names = false;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = iterator(from); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            if (ForwardHeaders.isHopByHop(field.getKey())) {
                names |= namesOthers(field);
            } else {
                to.add(field.getKey(), field.getValue());
            }
        }
        if (names) {
            removeNamed(from, to);
        }
    }

    /** Whether it is a Connection that is worth reading. */
    private static boolean namesOthers(Map.Entry<CharSequence, CharSequence> field) {
        return ForwardHeaders.is(field.getKey(), "connection")
                && !ForwardHeaders.is(field.getValue(), "keep-alive")
                && !ForwardHeaders.is(field.getValue(), "close");
    }

    private static void removeNamed(MultiMap from, MultiMap fields) {
        List<String> named = ForwardHeaders.namedByConnection(from);
        for (int i = 0; named != null && i < named.size(); i++) {
            // framing is never the peer's to name away
            if (!ForwardHeaders.is(named.get(i), "content-length")) {
                fields.remove(named.get(i));
            }
        }
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
