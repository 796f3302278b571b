package io.modcluster.balancer.node.codec;

import io.modcluster.balancer.domain.Quoted;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a balancer answers (MCMP section 1.6, 1.7), of whatever make: only what nodes rely on is looked at.
 *
 * @param status status of the response; only 200 is a success
 * @param type   header {@code Type}, empty for none
 * @param mess   header {@code Mess}, empty for none
 * @param body   body of the response
 */
public record Answer(int status, String type, String mess, String body) {
    /** Undertow writes neither "&amp;" nor a line end around it; nine digits always fit an int. */
    private static final Pattern REQUESTS = Pattern.compile("Requests=([0-9]{1,9})(?![0-9])");

    private static final Pattern NOT_REACHED = Pattern.compile("(?:^|[&,\\s])State=NOTOK(?![A-Z])");

    /** Whether the command was carried out. */
    public boolean isSuccess() {
        return status == 200;
    }

    /** Whether the balancer says that the same command can never succeed. Some makes say so too often. */
    public boolean isSyntax() {
        return !isSuccess() && type.equals("SYNTAX");
    }

    /**
     * How many requests the balancer still has in flight to a context that was stopped; nothing from balancers that do
     * not tell (mod_proxy_cluster 2).
     */
    public OptionalInt requests() {
        Matcher matcher = REQUESTS.matcher(body);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Whether the answer to STATUS says that the balancer cannot connect to the node. */
    public boolean saysUnreachable() {
        return NOT_REACHED.matcher(body).find();
    }

    /** The refusal in one line that is safe to log. */
    public String refusal() {
        return mess.isEmpty() ? "status " + status : "status " + status + " " + Quoted.of(mess);
    }
}
