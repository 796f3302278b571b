package io.modcluster.balancer.testkit;

import java.util.List;
import java.util.Optional;

/**
 * One HTTP message as it stood on the wire. All texts are ISO-8859-1: one character is one byte, nothing is lost.
 *
 * @param connection number of the connection it came on, counted from 0 by the server that recorded it
 * @param startLine request line or status line, without CRLF
 * @param headers field lines in their order, values without surrounding blanks
 * @param head the bytes from the start line to the empty line, both included
 * @param framedBody the bytes after the head, with chunk sizes and trailers if there are any
 * @param body the content that {@code framedBody} carries
 */
public record WireMessage(
        int connection, String startLine, List<Field> headers, String head, String framedBody, String body) {

    /** One field line. */
    public record Field(String name, String value) {}

    /** Copies the list. */
    public WireMessage {
        headers = List.copyOf(headers);
    }

    /** The method of a request, as sent. */
    public String method() {
        return word(0);
    }

    /** The target of a request, as sent. */
    public String target() {
        return word(1);
    }

    /** The status code of a response. */
    public int status() {
        return Integer.parseInt(word(1));
    }

    /** All values of the field, in their order; names are compared without case. */
    public List<String> values(String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The first value of the field. */
    public Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    /** The whole message, byte for byte. */
    public String wire() {
        return head + framedBody;
    }

    /** Method, target and body on one line: what a test of MCMP compares. */
    public String summary() {
        return (method() + " " + target() + " " + body).strip();
    }

    WireMessage withBody(String newFramedBody, String newBody) {
        return new WireMessage(connection, startLine, headers, head, newFramedBody, newBody);
    }

    private String word(int index) {
        String[] words = startLine.split(" ", 3);
        return index < words.length ? words[index] : "";
    }
}
