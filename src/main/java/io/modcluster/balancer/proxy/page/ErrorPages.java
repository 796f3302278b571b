package io.modcluster.balancer.proxy.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of answers of the balancer itself: the template of an operator, else its own. Templates are read once, so that a
 * request costs no disk. Immutable; any thread.
 *
 * <p>The template for 503 is the first there is of {@code 503.html}, {@code 5xx.html}, {@code error.html}, or with the
 * extension of the other forms; under maintenance it is {@code maintenance.html} before these.
 */
public final class ErrorPages {
    /** No templates. */
    public static final ErrorPages PLAIN = new ErrorPages(Map.of());
    /** A page that says what is wrong is shorter; styles and pictures are inside. */
    static final int LONGEST = 256 * 1024;

    static final int MOST = 200;

    private final Map<String, String> templates;

    private ErrorPages(Map<String, String> templates) {
        this.templates = Map.copyOf(templates);
    }

    /**
     * What is said.
     *
     * @param name   of a template to look for first, or null
     * @param status of the answer
     * @param title  phrase of the status
     * @param detail a sentence of ours
     * @param id     of the request, or null
     */
    public record Saying(@Nullable String name, int status, String title, String detail, @Nullable String id) {}

    /**
     * The templates in a directory: its files {@code *.html}, {@code *.json} and {@code *.txt} in UTF-8. Blocks.
     *
     * @throws IOException if they cannot be read, are too many or too long
     */
    public static ErrorPages read(Path directory) throws IOException {
        Map<String, String> templates = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{html,json,txt}")) {
            for (Path file : files) {
                if (Files.size(file) > LONGEST) {
                    throw new IOException(file + " is longer than " + LONGEST + " bytes");
                }
                templates.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        if (templates.size() > MOST) {
            throw new IOException(directory + " has more than " + MOST + " templates");
        }
        return new ErrorPages(templates);
    }

    /** The body for this saying, in UTF-8. */
    public byte[] body(PageForm form, Saying saying) {
        String template = templates.isEmpty() ? null : templateFor(form, saying);
        String text = template == null ? plain(form, saying) : filled(template, form, saying);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable String templateFor(PageForm form, Saying saying) {
        String end = "." + form.extension();
        String named = saying.name() == null ? null : templates.get(saying.name() + end);
        if (named == null) {
            named = templates.get(saying.status() + end);
        }
        if (named == null) {
            named = templates.get(saying.status() / 100 + "xx" + end);
        }
        return named == null ? templates.get("error" + end) : named;
    }

    private static String plain(PageForm form, Saying saying) {
        return switch (form) {
            case TEXT -> saying.detail() + '\n';
            case JSON ->
                "{\"type\":\"about:blank\",\"title\":\"" + escaped(saying.title(), form) + "\",\"status\":"
                        + saying.status() + ",\"detail\":\"" + escaped(saying.detail(), form) + '"'
                        + (saying.id() == null ? "" : ",\"requestId\":\"" + escaped(saying.id(), form) + '"') + "}\n";
            case HTML ->
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + saying.status() + ' '
                        + escaped(saying.title(), form) + "</title></head>\n<body><h1>"
                        + escaped(saying.title(), form) + "</h1><p>" + escaped(saying.detail(), form) + "</p>"
                        + (saying.id() == null ? "" : "<p><small>" + escaped(saying.id(), form) + "</small></p>")
                        + "</body></html>\n";
        };
    }

    /** One pass: what was filled in is not looked at again. */
    private static String filled(String template, PageForm form, Saying saying) {
        StringBuilder text = new StringBuilder(template.length() + 64);
        int at = 0;
        for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
            int close = template.indexOf("}}", open);
            String value = close < 0
                    ? null
                    : valueOf(template.substring(open + 2, close).strip(), saying);
            text.append(template, at, open);
            if (value == null) {
                text.append("{{");
                at = open + 2;
            } else {
                text.append(escaped(value, form));
                at = close + 2;
            }
        }
        return text.append(template, at, template.length()).toString();
    }

    private static @Nullable String valueOf(String name, Saying saying) {
        return switch (name) {
            case "status" -> Integer.toString(saying.status());
            case "title" -> saying.title();
            case "detail" -> saying.detail();
            case "id" -> saying.id() == null ? "" : saying.id();
            default -> null;
        };
    }

    private static String escaped(String text, PageForm form) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (form == PageForm.HTML && "<>&\"'".indexOf(c) >= 0) {
                escaped.append("&#").append((int) c).append(';');
            } else if (form == PageForm.JSON && (c == '"' || c == '\\')) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c < ' ' || c > '~' ? '?' : c);
            }
        }
        return escaped.toString();
    }
}
