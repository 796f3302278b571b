package io.modcluster.balancer.mcmp.codec;

/** XML as the reference writes it: one line after the declaration, attributes in double quotes. Used once. */
final class XmlText {
    private final StringBuilder text = new StringBuilder(Replies.XML_DECLARATION);

    /** A start tag; {@code attributes} are names and values in turn. */
    XmlText open(String name, Object... attributes) {
        return tag(name, ">", attributes);
    }

    XmlText close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    /** An element without content; {@code attributes} are names and values in turn. */
    XmlText empty(String name, Object... attributes) {
        return tag(name, "/>", attributes);
    }

    /** An element with text only. */
    XmlText leaf(String name, Object value) {
        return open(name).text(value).close(name);
    }

    XmlText text(Object value) {
        text.append(WireText.xml(value.toString()));
        return this;
    }

    McmpReply reply() {
        return McmpReply.xml(text.toString());
    }

    private XmlText tag(String name, String end, Object... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1]);
            text.append('"');
        }
        text.append(end);
        return this;
    }
}
