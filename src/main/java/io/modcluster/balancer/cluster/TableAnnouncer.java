package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.IntentEventJson;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.NodeEventJson;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on the bus what changed: to the other verticles of this balancer, and to whoever else listens. */
final class TableAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(TableAnnouncer.class);
    private static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final LocalBus bus;
    private final Supplier<RoutingTable> table;

    TableAnnouncer(Vertx vertx, EventBusAddresses addresses, LocalBus bus, Supplier<RoutingTable> table) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.bus = bus;
        this.table = table;
    }

    /** The replica changed: proxies are to use the new table. */
    void table() {
        bus.publish(addresses.routingTable(), table.get());
    }

    /**
     * This member's view changed. DEBUG only: at INFO whoever gave the command says in one line what it changed.
     *
     * @param by who changed it
     */
    void here(List<NodeEvent> events, String by) {
        for (NodeEvent event : events) {
            if (LOG.isDebugEnabled()) {
                LOG.debug(
                        "{} jvmroute={} subject={} before={} after={} by={}",
                        event.type(),
                        Quoted.of(event.route().value()),
                        Quoted.of(event.subject()),
                        Quoted.of(event.before()),
                        Quoted.of(event.after()),
                        by);
            }
            vertx.eventBus().publish(addresses.localEvents(), NodeEventJson.of(event), HERE);
        }
    }

    /** The table that all share changed, by this member: it alone says so to all. */
    void everywhere(List<NodeEvent> events) {
        for (NodeEvent event : events) {
            String address =
                    event.type() == NodeEvent.Type.CONTEXT_CHANGED ? addresses.contextEvents() : addresses.nodeEvents();
            vertx.eventBus().publish(address, NodeEventJson.of(event));
        }
    }

    /**
     * An operator's intent changed, from now on this member obeys it.
     *
     * @param here whether it was stated to this member
     */
    void intended(IntentChange change, boolean here) {
        Intent intent = change.now().value();
        LOG.info(
                "intent {} target={} wish={} before={} note={} by={}",
                here ? "set" : "heard",
                Quoted.of(intent.target().text()),
                intent.wish(),
                change.before(),
                Quoted.of(intent.note()),
                Quoted.of(change.now().stamp().member()));
        vertx.eventBus().publish(addresses.localEvents(), IntentEventJson.of(change), HERE);
    }

    /** An intent changed in the table that all share, by this member: it alone says so to all. */
    void everywhere(IntentChange change) {
        vertx.eventBus().publish(addresses.intentEvents(), IntentEventJson.of(change));
    }
}
