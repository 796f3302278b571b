package io.modcluster.balancer.testkit.tomcat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.catalina.util.SessionConfig;
import org.jboss.modcluster.container.Connector;
import org.jboss.modcluster.container.Engine;
import org.jboss.modcluster.container.Host;
import org.jboss.modcluster.container.Server;
import org.jspecify.annotations.Nullable;

/** Tomcat's engine as the client sees it; the first connector of its service is the one balancers are told. */
record TomcatEngine(org.apache.catalina.Engine engine) implements Engine {

    @Override
    public String getName() {
        return engine.getName();
    }

    @Override
    public Server getServer() {
        return new TomcatServer(engine.getService().getServer());
    }

    @Override
    public Iterable<Host> getHosts() {
        return Arrays.stream(engine.findChildren())
                .<Host>map(host -> new TomcatHost((org.apache.catalina.Host) host))
                .toList();
    }

    @Override
    public Connector getProxyConnector() {
        return new TomcatConnector(engine.getService().findConnectors()[0]);
    }

    @Override
    public Iterable<Connector> getConnectors() {
        return List.of(getProxyConnector());
    }

    @Override
    public String getJvmRoute() {
        return engine.getJvmRoute();
    }

    @Override
    public void setJvmRoute(String jvmRoute) {
        engine.setJvmRoute(jvmRoute);
    }

    @Override
    public @Nullable Host findHost(String name) {
        return StreamSupport.stream(getHosts().spliterator(), false)
                .filter(host -> host.getAliases().contains(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String getSessionCookieName() {
        return SessionConfig.getSessionCookieName(null);
    }

    @Override
    public String getSessionParameterName() {
        return SessionConfig.getSessionUriParamName(null);
    }

    @Override
    public String getDefaultHost() {
        return engine.getDefaultHost();
    }

    @Override
    public String toString() {
        return engine.getName();
    }
}
