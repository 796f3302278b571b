package io.modcluster.balancer.testkit.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pages that every context of a test node has, by their path in the context. */
final class TestServlets {
    private static final int BLOCK = 8192;

    private TestServlets() {}

    /** One page; its text is the whole answer unless it has written one itself. */
    interface Page {
        String answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    static Map<String, Page> of(String jvmRoute, String context) {
        return Map.of(
                "/",
                (request, response) -> "node=" + jvmRoute + " context=" + context + " path=" + request.getRequestURI(),
                "/session",
                (request, response) -> "node=" + jvmRoute + " " + session(request),
                "/sleep",
                (request, response) -> "node=" + jvmRoute + " slept=" + sleep(number(request, "ms")),
                "/status",
                (request, response) -> status(response, (int) number(request, "code")),
                "/echo",
                (request, response) -> echo(request),
                "/bytes",
                (request, response) -> stream(response, number(request, "n")));
    }

    private static String session(HttpServletRequest request) {
        HttpSession session = request.getSession();
        int count = session.getAttribute("count") instanceof Integer before ? before + 1 : 1;
        session.setAttribute("count", count);
        if (request.getParameter("end") != null) {
            session.invalidate();
            return "session ended";
        }
        return "session=" + session.getId() + " count=" + count;
    }

    /** Waits on a latch that nobody opens; a connector that stops has cut the connection and then interrupts it. */
    private static String sleep(long millis) {
        try {
            boolean opened = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            return opened ? "never" : Long.toString(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String status(HttpServletResponse response, int code) {
        response.setStatus(code);
        return "status=" + code;
    }

    private static String echo(HttpServletRequest request) throws IOException {
        StringBuilder text = new StringBuilder(request.getMethod() + " " + request.getRequestURI());
        if (request.getQueryString() != null) {
            text.append('?').append(request.getQueryString());
        }
        text.append('\n');
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                text.append(name).append(": ").append(value).append('\n');
            }
        }
        byte[] body = request.getInputStream().readAllBytes();
        return text.append('\n')
                .append(new String(body, StandardCharsets.ISO_8859_1))
                .toString();
    }

    /** The letters a to z over and over, always chunked. */
    private static String stream(HttpServletResponse response, long count) throws IOException {
        response.flushBuffer();
        byte[] block = new byte[BLOCK];
        for (long sent = 0; sent < count; ) {
            int size = (int) Math.min(BLOCK, count - sent);
            for (int i = 0; i < size; i++) {
                block[i] = (byte) ('a' + (sent + i) % 26);
            }
            response.getOutputStream().write(block, 0, size);
            sent += size;
        }
        return "";
    }

    private static long number(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? 0 : Long.parseLong(value);
    }

    /** Serves one page for all methods. */
    static final class PageServlet extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Page page;

        PageServlet(Page page) {
            this.page = page;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setCharacterEncoding("ISO-8859-1");
            byte[] text = page.answer(request, response).getBytes(StandardCharsets.ISO_8859_1);
            response.getOutputStream().write(text);
        }
    }
}
