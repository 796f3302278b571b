package io.modcluster.balancer.transport;

/** Says for people why there is no connection to a node: in the words of the system, alike on every {@code server.transport}. */
public final class NotConnected {
    private static final String CALL = " failed with error(";
    private static final String CALL_END = "): ";

    private NotConnected() {}

    /**
     * What a failed attempt to connect says, without the name of the system call and its error number that epoll and io_uring
     * put in front ("finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1"). The address stays behind it.
     */
    public static String text(Throwable cause) {
        // Netty puts the address behind the message of the system, which has none where there is no route
        String message = String.valueOf(cause.getMessage());
        int call = message.indexOf(CALL);
        int end = call < 0 ? -1 : message.indexOf(CALL_END, call + CALL.length());
        if (end >= 0) {
            return message.substring(end + CALL_END.length());
        }
        Throwable system = cause.getCause() == null ? cause : cause.getCause();
        return message.startsWith("null") ? system.getClass().getSimpleName() + message.substring(4) : message;
    }
}
