package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.audit.AuditRecord;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Keeps in the audit who wanted a change, or to log in, and was refused, and why. To be put in front of all else; what
 * was obeyed is kept where it is done, with its effect. Any thread.
 */
public final class RefusalAudit implements Handler<RoutingContext> {
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_TRIES = 429;

    private final AuditLog audit;

    /** Keeps them in this audit. */
    public RefusalAudit(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void handle(RoutingContext request) {
        boolean change = !request.request().method().equals(HttpMethod.GET)
                && !request.request().method().equals(HttpMethod.HEAD);
        boolean login = request.request().headers().contains(HttpHeaders.AUTHORIZATION);
        if (change || login) {
            request.addEndHandler(ended -> ended(request, change));
        }
        request.next();
    }

    private void ended(RoutingContext request, boolean change) {
        int status = request.response().getStatusCode();
        boolean failedLogin = status == UNAUTHORIZED || status == TOO_MANY_TRIES;
        if (failedLogin || (change && status >= 400)) {
            String why = request.get(Problem.KEY);
            audit.add(AuditRecord.refused(
                    System.currentTimeMillis(),
                    AuditRecord.Kind.ADMIN,
                    failedLogin ? "LOGIN" : "CHANGE",
                    Principal.actor(request),
                    "",
                    "",
                    status + " " + (why == null ? "" : why)));
        }
    }
}
