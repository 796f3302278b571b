package io.modcluster.balancer.transport;

import io.vertx.core.http.HttpMethod;

/** A request as a node is to get it. Each method is asked for once at most, and only while it is sent. */
public interface NodeRequest {
    /** Its method. */
    HttpMethod method();

    /** Its target, already checked: printable ASCII without blanks. */
    String target();

    /** How the node is told where its body ends. */
    BodyFraming framing();

    /** Where it comes from, for protocols that say so beside the header fields; strings that can be sent. */
    ClientConnection client();

    /** Writes its header fields, hop-by-hop ones left out. */
    void writeFields(FieldSink to);
}
