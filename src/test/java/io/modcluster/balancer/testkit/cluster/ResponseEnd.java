package io.modcluster.balancer.testkit.cluster;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Finds the end of an HTTP/1.1 response, of which it keeps the head only. Takes {@code Content-Length} and chunks; a body that
 * the end of the connection ends is malformed here, since the load keeps its connections.
 */
final class ResponseEnd {
    private static final int MAX_HEAD = 16 * 1024;

    private final StringBuilder line = new StringBuilder();
    private String statusLine = "";
    private boolean chunked;
    private boolean close;
    private boolean noBody;
    private long length;
    private boolean any;
    private Step step = Step.HEAD;

    private enum Step {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        DONE
    }

    /** Bytes that are not a response. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /** Begins the next response. */
    void reset() {
        line.setLength(0);
        statusLine = "";
        chunked = false;
        close = false;
        noBody = false;
        length = 0;
        any = false;
        step = Step.HEAD;
    }

    /** Whether the response is complete after these bytes. Bytes beyond it are malformed: nothing was asked for. */
    boolean take(ByteBuffer bytes) throws Malformed {
        any |= bytes.hasRemaining();
        while (bytes.hasRemaining() && step != Step.DONE) {
            if (step == Step.BODY || step == Step.CHUNK) {
                int count = (int) Math.min(bytes.remaining(), length);
                bytes.position(bytes.position() + count);
                length -= count;
                if (length == 0) {
                    step = step == Step.BODY ? Step.DONE : Step.CHUNK_END;
                }
            } else {
                takeOfLine((char) (bytes.get() & 0xff));
            }
        }
        if (bytes.hasRemaining()) {
            throw new Malformed(bytes.remaining() + " bytes after the response \"" + statusLine + "\"");
        }
        return step == Step.DONE;
    }

    /** Whether a byte of the response has come. */
    boolean hasBegun() {
        return any;
    }

    /** Whether the connection ends with this response. */
    boolean closes() {
        return close;
    }

    String statusLine() {
        return statusLine;
    }

    int status() {
        return Integer.parseInt(statusLine.substring(9, 12));
    }

    private void takeOfLine(char octet) throws Malformed {
        if (octet != '\n') {
            line.append(octet);
            if (line.length() > MAX_HEAD) {
                throw new Malformed("a line of more than " + MAX_HEAD + " bytes");
            }
            return;
        }
        String text = line.toString().strip();
        line.setLength(0);
        switch (step) {
            case HEAD -> takeHead(text);
            case CHUNK_SIZE -> takeChunkSize(text);
            case CHUNK_END -> step = Step.CHUNK_SIZE;
            case TRAILER -> step = text.isEmpty() ? Step.DONE : Step.TRAILER;
            default -> throw new IllegalStateException(step.toString());
        }
    }

    private void takeHead(String text) throws Malformed {
        if (statusLine.isEmpty()) {
            if (!text.matches("HTTP/1\\.1 [2-5][0-9][0-9].*")) {
                throw new Malformed("status line \"" + text + "\"");
            }
            statusLine = text;
            noBody = status() == 204 || status() == 304;
            length = -1;
        } else if (text.isEmpty()) {
            endHead();
        } else {
            String header = text.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = parse(header.substring(15).strip(), 10);
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.endsWith("chunked");
            } else if (header.startsWith("connection:")) {
                close = header.contains("close");
            }
        }
    }

    private void endHead() throws Malformed {
        if (noBody || (!chunked && length == 0)) {
            step = Step.DONE;
        } else if (chunked) {
            step = Step.CHUNK_SIZE;
        } else if (length > 0) {
            step = Step.BODY;
        } else {
            throw new Malformed("neither length nor chunks in \"" + statusLine + "\"");
        }
    }

    private void takeChunkSize(String text) throws Malformed {
        length = parse(text.split(";", 2)[0].strip(), 16);
        step = length == 0 ? Step.TRAILER : Step.CHUNK;
    }

    private static long parse(String number, int radix) throws Malformed {
        try {
            return Long.parseLong(number, radix);
        } catch (NumberFormatException wrong) {
            throw new Malformed("length \"" + number + "\"");
        }
    }
}
