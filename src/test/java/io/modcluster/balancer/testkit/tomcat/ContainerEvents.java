package io.modcluster.balancer.testkit.tomcat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.Container;
import org.apache.catalina.ContainerEvent;
import org.apache.catalina.ContainerListener;
import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.Host;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.jboss.modcluster.container.ContainerEventHandler;

/**
 * Tells the client what happens in Tomcat, at the moments at which mod_cluster's own Tomcat adapter does: an application is
 * announced after it has started, and withdrawn before it stops, while it still serves.
 */
final class ContainerEvents implements LifecycleListener, ContainerListener {
    private final ContainerEventHandler client;
    private final AtomicBoolean talking = new AtomicBoolean();
    private final List<RuntimeException> statusFailures = new CopyOnWriteArrayList<>();

    ContainerEvents(ContainerEventHandler client) {
        this.client = client;
    }

    void listenTo(Server server, Host host) {
        server.addLifecycleListener(this);
        host.addContainerListener(this);
    }

    /** The periodic event. A failure ends this round only, as in Tomcat's background thread. */
    void status(Engine engine) {
        if (!talking.get()) {
            return;
        }
        try {
            client.status(new TomcatEngine(engine));
        } catch (RuntimeException failure) {
            statusFailures.add(failure);
        }
    }

    List<RuntimeException> statusFailures() {
        return List.copyOf(statusFailures);
    }

    /** From here on the client hears nothing, so it says nothing. */
    void fallSilent() {
        talking.set(false);
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (event.getLifecycle() instanceof Server server) {
            serverEvent(server, event.getType());
        } else if (event.getLifecycle() instanceof Context context) {
            contextEvent(context, event.getType());
        }
    }

    @Override
    public void containerEvent(ContainerEvent event) {
        if (!(event.getData() instanceof Context context)) {
            return;
        }
        if (event.getType().equals(Container.ADD_CHILD_EVENT)) {
            context.addLifecycleListener(this);
        } else if (event.getType().equals(Container.REMOVE_CHILD_EVENT)) {
            context.removeLifecycleListener(this);
            if (talking.get()) {
                client.remove(new TomcatContext(context));
            }
        }
    }

    private void serverEvent(Server server, String type) {
        switch (type) {
            case Lifecycle.AFTER_INIT_EVENT -> client.init(new TomcatServer(server));
            case Lifecycle.AFTER_START_EVENT -> {
                talking.set(true);
                client.start(new TomcatServer(server));
            }
            case Lifecycle.BEFORE_STOP_EVENT -> {
                if (talking.compareAndSet(true, false)) {
                    client.stop(new TomcatServer(server));
                }
            }
            case Lifecycle.BEFORE_DESTROY_EVENT -> client.shutdown();
            default -> {
                // the other steps of the life cycle mean nothing to the client
            }
        }
    }

    private void contextEvent(Context context, String type) {
        if (type.equals(Lifecycle.AFTER_START_EVENT)) {
            client.start(new TomcatContext(context));
        } else if (type.equals(Lifecycle.BEFORE_STOP_EVENT) && talking.get()) {
            client.stop(new TomcatContext(context));
        }
    }
}
