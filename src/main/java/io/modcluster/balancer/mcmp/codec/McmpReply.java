package io.modcluster.balancer.mcmp.codec;

/**
 * A successful answer.
 *
 * @param contentType empty when the answer has no header of that name
 * @param body        ASCII, may be empty
 */
public record McmpReply(String contentType, String body) {
    /** Success without words: CONFIG, and *-APP for a whole node. */
    public static final McmpReply EMPTY = new McmpReply("", "");

    /** Text. An empty one, such as INFO without nodes, has its type all the same. */
    public static McmpReply text(String body) {
        return new McmpReply("text/plain", body);
    }

    /** XML. */
    public static McmpReply xml(String body) {
        return new McmpReply("text/xml", body);
    }
}
