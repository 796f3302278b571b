package io.modcluster.balancer.proxy.edge;

import java.util.List;

/**
 * Requests that proxies and servers are known to read differently, with the only answers that are safe.
 *
 * <p>Each case is followed on the wire by {@link #NEXT}; a refused case must hide it, an accepted one must not eat it.
 */
final class RequestCorpus {
    /** A pipelined request after each case. */
    static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String POST = "POST /p HTTP/1.1\r\nHost: a\r\n";
    private static final String GET = "GET /g HTTP/1.1\r\nHost: a\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    private RequestCorpus() {}

    /**
     * One case.
     *
     * @param status the final status of the case itself
     * @param bytes what is sent before {@link #NEXT}
     */
    record Case(String id, String name, int status, String bytes) {
        @Override
        public String toString() {
            return id + " " + name;
        }
    }

    /** Cases that reach the handler; the next request must, too. */
    static List<Case> accepted() {
        return List.of(
                c("B-00", "ok_get", 200, GET + "\r\n"),
                c("B-00", "http10_without_host", 200, "GET /g HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
                c("B-04", "chunked", 200, CHUNKED + "3\r\nabc\r\n0\r\n\r\n"),
                c("B-04", "chunk_extension", 200, CHUNKED + "3;a=\"b\"\r\nabc\r\n0\r\n\r\n"),
                c("B-04", "chunk_trailer_cl", 200, CHUNKED + "3\r\nabc\r\n0\r\nContent-Length: 99\r\n\r\n"),
                c("B-05", "hdr_obsfold", 200, GET + "X-A: b\r\n c\r\n\r\n"),
                c("B-07", "crlf_before_line", 200, "\r\n" + GET + "\r\n"),
                c("B-07", "method_unknown", 200, "PROPFIND /g HTTP/1.1\r\nHost: a\r\n\r\n"),
                c("B-07", "method_lower", 200, "get /g HTTP/1.1\r\nHost: a\r\n\r\n"),
                c("B-08", "abs_uri_same", 200, "GET http://a/g HTTP/1.1\r\nHost: a\r\n\r\n"),
                c("B-08", "abs_uri_mismatch", 200, "GET http://b:81/g HTTP/1.1\r\nHost: a\r\n\r\n"),
                c("B-10", "path_dblslash", 200, "GET //g HTTP/1.1\r\nHost: a\r\n\r\n"),
                c("B-10", "path_double_encoded", 200, "GET /%252e%252e/g HTTP/1.1\r\nHost: a\r\n\r\n"),
                c("B-14", "get_with_body", 200, GET + "Content-Length: 3\r\n\r\nabc"),
                c("B-13", "underscore_cl", 200, GET + "Content_Length: 40\r\n\r\n"),
                c(
                        "B-13",
                        "upgrade_h2c",
                        200,
                        GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"));
    }

    /** Cases that no handler may see and after which nothing more is read. */
    static List<Case> refused() {
        return List.of(
                c("B-02", "cl_te", 400, POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                c("B-02", "te_cl", 400, POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
                c("B-02", "te_cl_http10", 400, old("Transfer-Encoding: chunked\r\nContent-Length: 5")),
                c("B-02", "te_http10", 400, old("Transfer-Encoding: chunked")),
                te("te_chunked_identity", "chunked, identity"),
                te("te_identity_chunked", "identity, chunked"),
                te("te_gzip_chunked", "gzip, chunked"),
                te("te_xchunked", "xchunked"),
                te("te_chunked_xchunked", "chunked, xchunked"),
                te("te_twice", "chunked\r\nTransfer-Encoding: chunked"),
                te("te_list_twice", "chunked, chunked"),
                te("te_identity", "identity"),
                te("te_empty", ""),
                te("te_quoted", "\"chunked\""),
                te("te_parameter", "chunked;q=1"),
                te("te_vtab", "\u000bchunked"),
                te("te_obsfold", "\r\n chunked"),
                c("B-02", "te_space_colon", 400, POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                cl("cl_dup_diff", "3\r\nContent-Length: 4"),
                cl("cl_dup_same", "3\r\nContent-Length: 3"),
                cl("cl_list", "3, 3"),
                cl("cl_plus", "+3"),
                cl("cl_neg", "-1"),
                cl("cl_hex", "0x3"),
                cl("cl_empty", ""),
                cl("cl_space", "3 3"),
                cl("cl_huge", "99999999999999999999"),
                cl("cl_underscore", "1_0"),
                c("B-05", "first_hdr_leading_sp", 400, "GET /g HTTP/1.1\r\n Host: a\r\n\r\n"),
                c("B-05", "bare_lf_headers", 400, "GET /g HTTP/1.1\nHost: a\n\n"),
                hdr("bare_lf_after_header", "X-A: b\nX-B: c"),
                hdr("bare_cr_header", "X-A: b\rX-B: c"),
                hdr("nul_in_value", "X-A: b\0c"),
                hdr("soh_in_value", "X-A: b\u0001c"),
                hdr("del_in_value", "X-A: b\u007fc"),
                hdr("nul_in_name", "X\0A: b"),
                hdr("name_space", "X A: b"),
                hdr("name_space_colon", "X-A : b"),
                hdr("name_tab", "X\tA: b"),
                hdr("name_high", "X\u00e9A: b"),
                hdr("hdr_no_colon", "X-A"),
                hdr("hdr_empty_name", ": b"),
                c("B-06", "no_host", 400, "GET /g HTTP/1.1\r\n\r\n"),
                host("two_hosts", "a\r\nHost: b"),
                host("host_userinfo", "u@a"),
                host("host_path", "a/b"),
                host("host_space", "a b"),
                host("host_comma", "a,b"),
                host("host_empty", ""),
                host("host_badport", "a:99999999"),
                host("host_port_zero", "a:0"),
                host("host_port_name", "a:http"),
                host("host_ipv6_bad", "[::1"),
                line("ctrl_before_line", "\u0001GET /g HTTP/1.1"),
                line("nul_before_line", "\0GET /g HTTP/1.1"),
                line("sp_before_line", " GET /g HTTP/1.1"),
                line("tab_before_line", "\tGET /g HTTP/1.1"),
                line("sp_after_crlf", "\r\n GET /g HTTP/1.1"),
                line("line_double_sp", "GET  /g HTTP/1.1"),
                line("line_double_sp_version", "GET /g  HTTP/1.1"),
                line("line_tab", "GET\t/g HTTP/1.1"),
                line("line_tab_version", "GET /g\tHTTP/1.1"),
                line("line_vtab", "GET\u000b/g HTTP/1.1"),
                line("line_cr", "GET\r/g HTTP/1.1"),
                line("line_trailing_sp", "GET /g HTTP/1.1 "),
                line("line_extra", "GET /g HTTP/1.1 x"),
                line("line_lower_version", "GET /g http/1.1"),
                line("ver_11.1", "GET /g HTTP/11.1"),
                line("ver_none", "GET /g"),
                line("ver_empty", "GET /g "),
                c("B-07", "ver_1.2", 505, "GET /g HTTP/1.2\r\nHost: a\r\n\r\n"),
                c("B-07", "ver_2.0", 505, "GET /g HTTP/2.0\r\nHost: a\r\n\r\n"),
                c("B-07", "ver_0.9", 505, "GET /g HTTP/0.9\r\nHost: a\r\n\r\n"),
                line("method_bad", "G@T /g HTTP/1.1"),
                line("method_nul", "G\0T /g HTTP/1.1"),
                target("abs_uri_ftp", 400, "GET ftp://a/g"),
                target("uri_no_slash", 400, "GET g"),
                target("uri_fragment", 400, "GET /g#f"),
                target("uri_ctrl", 400, "GET /g\u0001"),
                target("uri_hi", 400, "GET /g\u00e9"),
                target("uri_badpct", 400, "GET /g%zz"),
                target("uri_star_get", 400, "GET *"),
                target("options_star", 400, "OPTIONS *"),
                target("connect", 405, "CONNECT a:80"),
                target("path_enc_slash", 400, "GET /a%2fb"),
                target("path_enc_backslash", 400, "GET /a%5cb"),
                target("path_dotdot", 400, "GET /a/../b"),
                target("path_dotdot_semi", 400, "GET /a/..;/b"),
                target("path_dotdot_param", 400, "GET /a/..;x=y/b"),
                target("path_enc_dot", 400, "GET /a/%2e%2E/b"),
                target("path_half_enc_dot", 400, "GET /a/.%2e/b"),
                target("path_dot", 400, "GET /a/./b"),
                target("path_backslash", 400, "GET /a\\b"),
                target("path_nul", 400, "GET /a%00"),
                target("path_overlong", 400, "GET /a%c0%af"),
                c("B-17", "expect_bad", 417, GET + "Expect: 200-ok\r\n\r\n"));
    }

    /** Cases whose head is in order and whose chunks are not: 400 and closed, the body never complete. */
    static List<Case> brokenBodies() {
        return List.of(
                chunk("chunk_size_overflow", "100000003\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_size_overflow2", "ffffffffffffffff3\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_size_0x", "0x3\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_size_lead_sp", " 3\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_size_trail_sp", "3 \r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_size_underscore", "1_0\r\nabcdefghijklmnop\r\n0\r\n\r\n"),
                chunk("chunk_size_neg", "-3\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_size_empty", "\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_ext_lf", "3;a\nabc\r\n0\r\n\r\n"),
                chunk("chunk_ext_quoted_crlf", "3;a=\"\r\nabc\r\n0\r\n\r\n"),
                chunk("chunk_lf_only", "3\nabc\n0\n\n"),
                chunk("chunk_term_no_crlf", "3\r\nabcX0\r\n\r\n"),
                chunk("trailer_no_colon", "3\r\nabc\r\n0\r\nnope\r\n\r\n"),
                chunk("trailer_empty_name", "3\r\nabc\r\n0\r\n: x\r\n\r\n"));
    }

    private static Case c(String id, String name, int status, String bytes) {
        return new Case(id, name, status, bytes);
    }

    private static Case te(String name, String value) {
        return c("B-02", name, 400, POST + "Transfer-Encoding: " + value + "\r\n\r\n0\r\n\r\n");
    }

    private static Case cl(String name, String value) {
        return c("B-03", name, 400, POST + "Content-Length: " + value + "\r\n\r\nabc");
    }

    private static Case hdr(String name, String line) {
        return c("B-05", name, 400, GET + line + "\r\n\r\n");
    }

    private static Case host(String name, String value) {
        return c("B-06", name, 400, "GET /g HTTP/1.1\r\nHost: " + value + "\r\n\r\n");
    }

    private static Case line(String name, String line) {
        return c("B-07", name, 400, line + "\r\nHost: a\r\n\r\n");
    }

    private static Case target(String name, int status, String start) {
        return c("B-08", name, status, start + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static Case chunk(String name, String body) {
        return c("B-04", name, 400, CHUNKED + body);
    }

    private static String old(String header) {
        return "POST /p HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n" + header + "\r\n\r\n0\r\n\r\n";
    }
}
