package io.modcluster.balancer.transport.ajp.codec;

import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.Set;

/**
 * Headers of a client that look like what a balancer tells a node about the client. AJP keeps the two apart, but what runs
 * behind a node (a filter, a CGI environment) may not; Ghostcat, CVE-2020-1938, was one such.
 */
final class PosingHeaders {
    private static final Set<String> NAMES = Set.of(
            "remote_user",
            "remote_addr",
            "remote_host",
            "remote_port",
            "auth_type",
            "query_string",
            "servlet_path",
            "jvm_route",
            "req_attribute",
            "stored_method");

    private static final String[] PREFIXES = {
        "ajp_", "jk_", "ssl_", "https_", "javax.servlet.", "jakarta.servlet.", "org.apache."
    };

    private PosingHeaders() {}

    /** Whether this header is not to be sent. Only names with {@code _} can be: the attributes in question all have one. */
    static boolean contain(CharSequence name) {
        if (AsciiString.indexOf(name, '_', 0) < 0) {
            return false;
        }
        String lower = name.toString().toLowerCase(Locale.ROOT);
        if (NAMES.contains(lower)) {
            return true;
        }
        for (String prefix : PREFIXES) {
            if (lower.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
