package io.modcluster.balancer.audit;

/**
 * Who said or did something. None of it is a secret.
 *
 * @param peer        address and port it came from; empty for none
 * @param name        who logged in; empty where nobody does
 * @param way         how that was known: none, basic, bearer or certificate; empty where nobody logs in
 * @param certificate subject of the client's certificate; empty for none
 * @param request     method and path of the HTTP request, without query; empty for MCMP, whose method is the action
 */
public record Actor(String peer, String name, String way, String certificate, String request) {
    /** The balancer itself. */
    public static final Actor NOBODY = of("");

    /** A peer that does not log in. */
    public static Actor of(String peer) {
        return new Actor(peer, "", "", "", "");
    }

    /** Of all texts, in characters. */
    int length() {
        return peer.length() + name.length() + way.length() + certificate.length() + request.length();
    }

    /** The same with each text clipped. */
    Actor clipped() {
        return new Actor(
                AuditRecord.clipped(peer),
                AuditRecord.clipped(name),
                way,
                AuditRecord.clipped(certificate),
                AuditRecord.clipped(request));
    }
}
