package io.modcluster.balancer.testkit.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jboss.modcluster.container.listeners.ServletRequestListener;

/** Tells the client of each request's begin and end: it sends STOP-APP again when one ends while it drains. */
final class RequestListenerValve extends ValveBase {
    private final ServletRequestListener listener;

    RequestListenerValve(ServletRequestListener listener) {
        super(true);
        this.listener = listener;
    }

    boolean tells(ServletRequestListener other) {
        return listener == other;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        listener.requestInitialized();
        try {
            getNext().invoke(request, response);
        } finally {
            listener.requestDestroyed();
        }
    }
}
