package io.modcluster.balancer.testkit.tomcat;

import java.net.InetAddress;
import org.apache.catalina.LifecycleState;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ajp.AbstractAjpProtocol;
import org.jboss.modcluster.container.Connector;

/** Tomcat's HTTP or AJP connector as the client sees it. No load metric is in use, so the traffic figures stay 0. */
record TomcatConnector(org.apache.catalina.connector.Connector connector) implements Connector {

    @Override
    public boolean isReverse() {
        return false;
    }

    @Override
    public Type getType() {
        return connector.getProtocolHandler() instanceof AbstractAjpProtocol<?> ? Type.AJP : Type.HTTP;
    }

    @Override
    public InetAddress getAddress() {
        return protocol().getAddress();
    }

    @Override
    public void setAddress(InetAddress address) {
        protocol().setAddress(address);
    }

    /** The port it was bound to, not the 0 it was asked for. */
    @Override
    public int getPort() {
        return connector.getLocalPort();
    }

    @Override
    public boolean isAvailable() {
        return connector.getState() == LifecycleState.STARTED;
    }

    @Override
    public int getMaxThreads() {
        return protocol().getMaxThreads();
    }

    @Override
    public int getBusyThreads() {
        return 0;
    }

    @Override
    public long getBytesSent() {
        return 0;
    }

    @Override
    public long getBytesReceived() {
        return 0;
    }

    @Override
    public long getRequestCount() {
        return 0;
    }

    private AbstractProtocol<?> protocol() {
        return (AbstractProtocol<?>) connector.getProtocolHandler();
    }
}
