package io.modcluster.balancer.transport.ajp;

/** What all AJP transports of one event loop share. */
public final class AjpLoop {
    private final ClientsLately clients = new ClientsLately();
    private final ResponseDate date = new ResponseDate();

    /** Begins with nothing. */
    public AjpLoop() {}

    ClientsLately clients() {
        return clients;
    }

    /** For responses that have no Date. */
    ResponseDate date() {
        return date;
    }
}
