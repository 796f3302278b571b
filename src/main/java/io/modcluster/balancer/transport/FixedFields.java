package io.modcluster.balancer.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header fields that are the same for many messages, written once. Immutable, but for what is kept with them; any thread. */
public final class FixedFields {
    /** None. */
    public static final FixedFields NONE = new FixedFields(List.of());

    private final List<String> namesAndValues;
    private final byte[] bytes;
    private @Nullable Object form;

    private FixedFields(List<String> namesAndValues) {
        this.namesAndValues = namesAndValues;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            lines.append(namesAndValues.get(i)).append(": ");
            appendText(lines, namesAndValues.get(i + 1));
            lines.append("\r\n");
        }
        this.bytes = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A name, its value, the next name, and so on; names are tokens. */
    public static FixedFields of(List<String> namesAndValues) {
        return namesAndValues.isEmpty() ? NONE : new FixedFields(List.copyOf(namesAndValues));
    }

    /** Whatever is said elsewhere about a value, it cannot become two lines here. */
    private static void appendText(StringBuilder to, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            to.append((c < ' ' && c != '\t') || c == 0x7f || c > 0xff ? '?' : c);
        }
    }

    /** Shows each of them. */
    public void forEach(FieldSink to) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            to.add(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    /** How long they are as lines of HTTP/1, with the ends of the lines. */
    public int size() {
        return bytes.length;
    }

    /** Copies them as lines of HTTP/1, {@link #size} bytes. */
    public void copyTo(byte[] to, int at) {
        System.arraycopy(bytes, 0, to, at, bytes.length);
    }

    /** What was {@link #keep kept} last, or null. */
    public @Nullable Object kept() {
        return form;
    }

    /** Keeps the form that another protocol gives them, which is immutable; only that protocol asks for it. */
    public void keep(Object immutable) {
        form = immutable;
    }

    /** The lines, for people. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
