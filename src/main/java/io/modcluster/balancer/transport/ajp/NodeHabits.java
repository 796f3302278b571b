package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises what somebody has to set: a secret that is another one at the node, a packet size that is. Says so once, and
 * again when it was right in between. Neither takes the node out: it answers.
 */
final class NodeHabits {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHabits.class);
    private static final int FORBIDDEN = 403;

    private final NodeIdentity node;
    private final SocketAddress address;
    private final NodeCounter counter;
    private boolean saidPacketSize;
    private boolean saidTooLong;

    NodeHabits(NodeIdentity node, SocketAddress address, NodeCounter counter) {
        this.node = node;
        this.address = address;
        this.counter = counter;
    }

    /**
     * A response is complete. A Tomcat that wants another secret says 403 and closes; where an application forbids something
     * the connection goes on.
     */
    void answered(int status, boolean reusable) {
        if (status != FORBIDDEN || reusable) {
            counter.ajpAccepted();
        } else {
            suspect("answers 403 to everything");
        }
    }

    /** A new connection that answered CPING was closed on its first request: that is how Undertow refuses. */
    void closedOnFirstRequest() {
        suspect("closes each connection on its first request");
    }

    private void suspect(String what) {
        if (counter.ajpRefused()) {
            LOG.warn(
                    "node refuses ajp jvmroute={} address={} reason=\"it {}, as one does that wants {}; set ajp.secret, or"
                            + " ajp.secrets for this node, to the secret of its connector\"",
                    Quoted.of(node.route()),
                    address,
                    what,
                    node.secret().isEmpty() ? "a secret" : "another secret");
        }
    }

    /** A request was not sent. Clients cause this at will, so it is told once. */
    void notSent(AjpException why) {
        if (why.flaw() == AjpException.Flaw.HEAD_TOO_LARGE && !saidTooLong) {
            saidTooLong = true;
            LOG.warn(
                    "request head longer than an ajp packet, answered 431 jvmroute={} reason={}: see ajp.packet-size",
                    Quoted.of(node.route()),
                    Quoted.of(String.valueOf(why.getMessage())));
        }
    }

    /** It said something that is no AJP. */
    void refused(AjpException wrong) {
        if (wrong.flaw() == AjpException.Flaw.PACKET_LENGTH && !saidPacketSize) {
            saidPacketSize = true;
            LOG.warn(
                    "node sends packets of a wrong length jvmroute={} address={} reason={}",
                    Quoted.of(node.route()),
                    address,
                    Quoted.of(String.valueOf(wrong.getMessage())));
        }
    }
}
