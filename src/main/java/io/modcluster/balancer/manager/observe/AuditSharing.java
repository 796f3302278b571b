package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.event.EventBusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/**
 * Tells the other members what goes into the audit here, and keeps what they tell: a record outlives the member that made it.
 * Of more than {@value #MAX_A_SECOND} records a second the rest stays here; of refusals that is {@value #MAX_REFUSALS_A_SECOND}, so that
 * who knocks all the time keeps nothing else from being told.
 */
final class AuditSharing {
    static final int MAX_A_SECOND = 200;
    static final int MAX_REFUSALS_A_SECOND = 20;

    private final Vertx vertx;
    private final String address;
    private final AuditLog audit;
    private final String member;
    private long second;
    private int told;
    private int toldRefusals;

    AuditSharing(Vertx vertx, EventBusAddresses addresses, AuditLog audit, String member) {
        this.vertx = vertx;
        this.address = addresses.auditRecord();
        this.audit = audit;
        this.member = member;
    }

    /** Begins, where there may be others. */
    void start() {
        if (vertx.isClustered()) {
            vertx.eventBus().<Object>consumer(address, message -> {
                if (message.body() instanceof JsonObject record && !member.equals(record.getValue("member"))) {
                    audit.heard(record);
                }
            });
            audit.onAdd(this::tell);
        }
    }

    private void tell(JsonObject record) {
        if (mayTell(System.nanoTime(), !"".equals(record.getValue("refused")))) {
            vertx.eventBus().publish(address, record);
        }
    }

    synchronized boolean mayTell(long nanos, boolean refusal) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos);
        if (now != second) {
            second = now;
            told = 0;
            toldRefusals = 0;
        }
        return refusal ? toldRefusals++ < MAX_REFUSALS_A_SECOND : told++ < MAX_A_SECOND;
    }
}
