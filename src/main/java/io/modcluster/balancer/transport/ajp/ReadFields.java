package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ajp.codec.AjpReply;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.HttpUtils;
// The multimap of HttpHeaders.headers(), but with a check of one's own; ReadFieldsTest fails if it goes.
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.List;
import java.util.function.BiConsumer;

/** Makes fields of what was read: that has been checked, and is not checked again; what is added later is. */
final class ReadFields {
    private static final AsciiString DATE = AsciiString.cached("Date");

    private final BiConsumer<CharSequence, CharSequence> check = this::check;
    private final ResponseDate date;
    private boolean checking = true;

    /** With this date for responses that have none. */
    ReadFields(ResponseDate date) {
        this.date = date;
    }

    private void check(CharSequence name, CharSequence value) {
        if (checking) {
            HttpUtils.validateHeader(name, value);
        }
    }

    /** The fields for these lines. */
    MultiMap of(List<AjpReply.Header> headers) {
        MultiMap fields = HeadersMultiMap.httpHeaders(check);
        boolean dated = false;
        checking = false;
        try {
            for (int i = 0; i < headers.size(); i++) {
                AjpReply.Header header = headers.get(i);
                dated |=
                        header.name().length() == DATE.length() && header.name().contentEqualsIgnoreCase(DATE);
                fields.add(header.name(), header.value());
            }
            if (!dated) {
                fields.add(DATE, date.now());
            }
        } finally {
            checking = true;
        }
        return fields;
    }
}
