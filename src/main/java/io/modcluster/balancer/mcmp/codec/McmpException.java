package io.modcluster.balancer.mcmp.codec;

/**
 * A command that is refused: status 500 with headers {@code Type} and {@code Mess} (MCMP §1.7). An expected outcome of
 * reading what strangers send, so it has no stack trace.
 */
public final class McmpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Type type;
    private final String jvmRoute;
    private final String detail;

    /** What the node is to make of the refusal. */
    public enum Type {
        /** Never send this again: a Java node is silent for ever after it. */
        SYNTAX,
        /** Try again: a Java node does so every period. */
        MEM
    }

    private McmpException(Type type, String mess, String jvmRoute, String detail) {
        super(mess, null, false, false);
        this.type = type;
        this.jvmRoute = jvmRoute;
        this.detail = detail;
    }

    /** A request that can never succeed; {@code mess} is one of {@link Mess}. */
    public static McmpException syntax(String mess) {
        return new McmpException(Type.SYNTAX, mess, "", "");
    }

    /** A request that may succeed later; {@code mess} is one of {@link Mess}. */
    public static McmpException mem(String mess) {
        return new McmpException(Type.MEM, mess, "", "");
    }

    /** The same refusal, of a message about this node. */
    public McmpException about(String route) {
        return new McmpException(type, mess(), route, detail);
    }

    /**
     * The same refusal with more for the operator, which the peer does not get.
     *
     * @param words what is wrong and what was expected, values {@link io.modcluster.balancer.domain.Quoted quoted}
     */
    public McmpException because(String words) {
        return new McmpException(type, mess(), jvmRoute, words);
    }

    /** JVMRoute of the message as it was sent, for logs; any text, empty when there was none. */
    public String jvmRoute() {
        return jvmRoute;
    }

    /** What {@link #because} said, else empty. */
    public String detail() {
        return detail;
    }

    /** Header {@code Type}. */
    public Type type() {
        return type;
    }

    /** Header {@code Mess}: begins with the type, printable ASCII only. */
    public String mess() {
        return String.valueOf(getMessage());
    }
}
