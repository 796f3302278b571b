package io.modcluster.balancer.manager.classic;

/** Text of a page. What comes from outside goes through {@link #text} and nothing else. */
final class Html {
    private final StringBuilder html = new StringBuilder(16 * 1024);

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
