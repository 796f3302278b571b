package io.modcluster.balancer.testkit.tomcat;

import jakarta.servlet.http.HttpSessionEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Manager;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.jboss.modcluster.container.Context;
import org.jboss.modcluster.container.Host;
import org.jboss.modcluster.container.listeners.HttpSessionListener;
import org.jboss.modcluster.container.listeners.ServletRequestListener;

/**
 * A web application as the client sees it. Two of them are equal when they stand for the same application: the client keeps
 * its request listeners in a map with contexts as keys.
 */
record TomcatContext(org.apache.catalina.Context context) implements Context {

    @Override
    public Host getHost() {
        return new TomcatHost((org.apache.catalina.Host) context.getParent());
    }

    @Override
    public String getPath() {
        return context.getPath();
    }

    @Override
    public boolean isStarted() {
        return context.getState() == LifecycleState.STARTED;
    }

    /** A valve, because Tomcat replaces the application's own listeners each time it starts. */
    @Override
    public void addRequestListener(ServletRequestListener listener) {
        context.getPipeline().addValve(new RequestListenerValve(listener));
    }

    @Override
    public void removeRequestListener(ServletRequestListener listener) {
        Pipeline pipeline = context.getPipeline();
        for (Valve valve : pipeline.getValves()) {
            if (valve instanceof RequestListenerValve ours && ours.tells(listener)) {
                pipeline.removeValve(valve);
            }
        }
    }

    @Override
    public void addSessionListener(HttpSessionListener listener) {
        List<Object> listeners = new ArrayList<>(Arrays.asList(context.getApplicationLifecycleListeners()));
        listeners.add(new SessionListener(listener));
        context.setApplicationLifecycleListeners(listeners.toArray());
    }

    @Override
    public void removeSessionListener(HttpSessionListener listener) {
        List<Object> listeners = new ArrayList<>(Arrays.asList(context.getApplicationLifecycleListeners()));
        listeners.remove(new SessionListener(listener));
        context.setApplicationLifecycleListeners(listeners.toArray());
    }

    @Override
    public int getActiveSessionCount() {
        Manager manager = context.getManager();
        return manager == null ? 0 : manager.getActiveSessions();
    }

    @Override
    public boolean isDistributable() {
        return context.getDistributable();
    }

    @Override
    public String toString() {
        return context.getPath();
    }

    private record SessionListener(HttpSessionListener client) implements jakarta.servlet.http.HttpSessionListener {
        @Override
        public void sessionCreated(HttpSessionEvent event) {
            client.sessionCreated();
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            client.sessionDestroyed();
        }
    }
}
