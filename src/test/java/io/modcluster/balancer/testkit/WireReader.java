package io.modcluster.balancer.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the messages of one connection and refuses everything that two parsers could read in two ways: bare LF or CR, folded
 * lines, blanks before the colon, Content-Length together with Transfer-Encoding, repeated or signed lengths, chunk
 * extensions. Written without any HTTP library, because it judges what the balancer sends (RFC 9112 §2 to §7).
 * A message that the peer does not finish is no violation but an {@link EOFException}.
 */
final class WireReader {
    private static final int LONGEST_HEAD = 256 * 1024;
    private static final long LONGEST_BODY = 256L * 1024 * 1024;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile(TOKEN + " [\\x21-\\x7e]+ HTTP/1\\.1");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9]{2} [\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern FIELD_LINE =
            Pattern.compile("(" + TOKEN + "):[ \\t]*((?:[\\x21-\\x7e\\x80-\\xff][\\t\\x20-\\x7e\\x80-\\xff]*)?)");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}");

    private final InputStream in;
    private final int connection;

    WireReader(InputStream in, int connection) {
        this.in = in;
        this.connection = connection;
    }

    /** The next request without its body; empty when the peer closed between two requests. */
    Optional<WireMessage> requestHead() throws IOException {
        Optional<WireMessage> request = head(REQUEST_LINE, "method SP target SP HTTP/1.1");
        if (request.isPresent() && request.get().values("Host").size() != 1) {
            throw new WireViolation(request.get().head(), "exactly one Host field");
        }
        return request;
    }

    /** The next response without its body; empty when the peer closed between two responses. */
    Optional<WireMessage> responseHead() throws IOException {
        return head(STATUS_LINE, "HTTP/1.1 SP status SP reason");
    }

    /** The request with its body, read as its head says. */
    WireMessage requestBody(WireMessage request) throws IOException {
        return body(request, false);
    }

    /** The response with its body, read as its head says; without a length it ends with the connection if that closes. */
    WireMessage responseBody(WireMessage response) throws IOException {
        boolean closes = response.values("Connection").stream().anyMatch("close"::equalsIgnoreCase);
        boolean bodyless = response.status() < 200 || response.status() == 204 || response.status() == 304;
        return bodyless ? response : body(response, closes);
    }

    private Optional<WireMessage> head(Pattern startLine, String expected) throws IOException {
        StringBuilder raw = new StringBuilder();
        Optional<String> first = line(raw);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        if (!startLine.matcher(first.get()).matches()) {
            throw new WireViolation(first.get(), expected);
        }
        List<WireMessage.Field> fields = fields(raw);
        return Optional.of(new WireMessage(connection, first.get(), fields, raw.toString(), "", ""));
    }

    private List<WireMessage.Field> fields(StringBuilder raw) throws IOException {
        List<WireMessage.Field> fields = new ArrayList<>();
        for (String line = required(raw); !line.isEmpty(); line = required(raw)) {
            Matcher field = FIELD_LINE.matcher(line);
            if (!field.matches()) {
                throw new WireViolation(line, "name: value");
            }
            fields.add(new WireMessage.Field(field.group(1), field.group(2).strip()));
        }
        return fields;
    }

    private WireMessage body(WireMessage head, boolean untilClose) throws IOException {
        List<String> encodings = head.values("Transfer-Encoding");
        List<String> lengths = head.values("Content-Length");
        if (!encodings.isEmpty()) {
            if (!lengths.isEmpty() || encodings.size() > 1 || !encodings.get(0).equalsIgnoreCase("chunked")) {
                throw new WireViolation(head.head(), "Transfer-Encoding: chunked alone, once, without Content-Length");
            }
            return chunkedBody(head);
        }
        if (lengths.isEmpty()) {
            String rest = untilClose ? text(in.readAllBytes()) : "";
            return head.withBody(rest, rest);
        }
        if (lengths.size() > 1 || !LENGTH.matcher(lengths.get(0)).matches()) {
            throw new WireViolation(head.head(), "one Content-Length of digits");
        }
        String content = exactly(Long.parseLong(lengths.get(0)));
        return head.withBody(content, content);
    }

    private WireMessage chunkedBody(WireMessage head) throws IOException {
        StringBuilder framed = new StringBuilder();
        StringBuilder content = new StringBuilder();
        while (true) {
            String size = required(framed);
            if (!CHUNK_SIZE.matcher(size).matches()) {
                throw new WireViolation(size, "chunk size in hex, without extension");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                fields(framed);
                return head.withBody(framed.toString(), content.toString());
            }
            String chunk = exactly(length);
            content.append(chunk);
            framed.append(chunk);
            String end = required(framed);
            if (!end.isEmpty()) {
                throw new WireViolation(end, "CRLF after the chunk of " + length + " bytes");
            }
        }
    }

    private String exactly(long length) throws IOException {
        if (length > LONGEST_BODY) {
            throw new WireViolation(Long.toString(length), "at most " + LONGEST_BODY + " bytes");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException("after " + bytes.length + " of " + length + " bytes of body");
        }
        return text(bytes);
    }

    private String required(StringBuilder raw) throws IOException {
        return line(raw).orElseThrow(() -> new EOFException("in the middle of a message"));
    }

    /** One line without its CRLF, which must be a CRLF; the bytes are added to {@code raw}. */
    private Optional<String> line(StringBuilder raw) throws IOException {
        int start = raw.length();
        int before = -1;
        for (int b = in.read(); b >= 0; b = in.read()) {
            raw.append((char) b);
            if (raw.length() > LONGEST_HEAD && raw.length() - start > LONGEST_HEAD) {
                throw new WireViolation(raw.substring(start), "a line of at most " + LONGEST_HEAD + " bytes");
            }
            if ((b == '\n') != (before == '\r')) {
                throw new WireViolation(raw.substring(start), "CR and LF only as a pair");
            }
            if (b == '\n') {
                return Optional.of(raw.substring(start, raw.length() - 2));
            }
            before = b;
        }
        if (raw.length() > start) {
            throw new EOFException("in the middle of a line");
        }
        return Optional.empty();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
