package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.Token;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must not be in the head of a response, whatever the version of HTTP. */
final class ResponseFlaws {
    private ResponseFlaws() {}

    /** The first flaw of the head of a final HTTP/2 response, or null. Its framing is checked by the frames. */
    static @Nullable String of(int status, MultiMap headers) {
        if (status < 200 || status > 599) {
            return "status: " + status + " (expected: 200..599, or 100 and 103 before that)";
        }
        for (Map.Entry<String, String> field : headers) {
            String flaw = of(field.getKey(), field.getValue());
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    /** Whether all fields are valid. */
    static boolean isClean(MultiMap fields) {
        for (Map.Entry<String, String> field : fields) {
            if (of(field.getKey(), field.getValue()) != null) {
                return false;
            }
        }
        return true;
    }

    /** Trailers, none if one of them is not valid: by then nothing else can be done about it. */
    static MultiMap clean(MultiMap trailers) {
        return isClean(trailers) ? trailers : HttpHeaders.headers();
    }

    /** What is wrong with a field, or null. */
    static @Nullable String of(CharSequence name, CharSequence value) {
        if (!Token.isToken(name)) {
            return "header name that is no token";
        }
        return isText(value) ? null : "header value with control characters";
    }

    /** RFC 9110 §5.5, without the control characters that it allows to be kept. */
    static boolean isText(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
