package io.modcluster.balancer.proxy.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form of an answer. */
public enum PageForm {
    /** Plain text, for whoever did not say. */
    TEXT("text/plain;charset=us-ascii", "txt"),
    /** A page for people. */
    HTML("text/html;charset=utf-8", "html"),
    /** An object of RFC 9457. */
    JSON("application/problem+json", "json");

    private static final int LONGEST = 4096;

    private final String contentType;
    private final String extension;

    PageForm(String contentType, String extension) {
        this.contentType = contentType;
        this.extension = extension;
    }

    /** Value for Content-Type. */
    public String contentType() {
        return contentType;
    }

    String extension() {
        return extension;
    }

    /**
     * The form that an Accept field prefers (RFC 9110 §12.5.1), text where it has no preference: a wildcard is none. Of a
     * field longer than {@value #LONGEST} characters only the beginning is read.
     */
    public static PageForm of(@Nullable String accept) {
        if (accept == null) {
            return TEXT;
        }
        String ranges = accept.length() > LONGEST ? accept.substring(0, LONGEST) : accept;
        PageForm best = TEXT;
        int bestWeight = 0;
        for (int start = 0; start < ranges.length(); ) {
            int comma = ranges.indexOf(',', start);
            int end = comma < 0 ? ranges.length() : comma;
            PageForm form = formOf(ranges, start, end);
            int weight = form == null ? 0 : weightOf(ranges.substring(start, end));
            if (form != null && weight > bestWeight) {
                best = form;
                bestWeight = weight;
            }
            start = end + 1;
        }
        return best;
    }

    private static @Nullable PageForm formOf(String ranges, int start, int end) {
        int semicolon = ranges.indexOf(';', start);
        String type = ranges.substring(start, semicolon < 0 || semicolon > end ? end : semicolon)
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (type) {
            case "text/html", "application/xhtml+xml" -> HTML;
            case "application/json", "application/problem+json" -> JSON;
            case "text/plain" -> TEXT;
            default -> null;
        };
    }

    /** Thousandths; 1 where none is said, 0 where it cannot be read. */
    private static int weightOf(String range) {
        int at = range.toLowerCase(Locale.ROOT).indexOf(";q=");
        if (at < 0) {
            at = range.toLowerCase(Locale.ROOT).indexOf("; q=");
            if (at < 0) {
                return 1000;
            }
            at++;
        }
        int end = range.indexOf(';', at + 3);
        String text = range.substring(at + 3, end < 0 ? range.length() : end).strip();
        if (text.isEmpty() || text.length() > 5 || !text.matches("[01](\\.[0-9]{0,3})?")) {
            return 0;
        }
        return Math.min(1000, (int) Math.round(Double.parseDouble(text) * 1000));
    }
}
