package io.modcluster.balancer.transport.ajp;

/** What all AJP transports of one event loop share. */
public final class AjpLoop {
    private final ClientsLately clients = new ClientsLately();
    private final ReadFields fields = new ReadFields(new ResponseDate());

    /** Begins with nothing. */
    public AjpLoop() {}

    ClientsLately clients() {
        return clients;
    }

    ReadFields fields() {
        return fields;
    }
}
