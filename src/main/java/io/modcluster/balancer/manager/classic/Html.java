package io.modcluster.balancer.manager.classic;

/** Text of a page. What comes from outside goes through {@link #text} and nothing else. */
final class Html {
    private final StringBuilder html;

    Html() {
        this(16 * 1024);
    }

    private Html(int length) {
        html = new StringBuilder(length);
    }

    /** Markup of our own. */
    Html raw(String markup) {
        html.append(markup);
        return this;
    }

    /**
     * Text of others, in an element or in a quoted attribute: characters of markup are escaped; control characters and those that
     * turn the direction of text, which would make it look like something else, are shown by their numbers.
     */
    Html text(String text) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (isPlain(character)) {
                html.append((char) character);
                continue;
            }
            switch (character) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> append(character);
            }
        }
        return this;
    }

    private static boolean isPlain(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '-' && character <= '9');
    }

    private void append(int character) {
        int type = Character.getType(character);
        boolean invisible = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
        if (invisible) {
            html.append("\\u{").append(Integer.toHexString(character)).append('}');
        } else {
            html.appendCodePoint(character);
        }
    }

    /** What {@link #text} makes of this. */
    static String escaped(String text) {
        return new Html(text.length() + 16).text(text).toString();
    }

    /** A number. */
    Html number(long number) {
        html.append(number);
        return this;
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
