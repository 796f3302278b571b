package io.modcluster.balancer.testkit.tomcat;

import java.util.Arrays;
import org.apache.catalina.Service;
import org.jboss.modcluster.container.Engine;
import org.jboss.modcluster.container.Server;

/** Tomcat's server as the client sees it: one engine per service. */
record TomcatServer(org.apache.catalina.Server server) implements Server {

    @Override
    public Iterable<Engine> getEngines() {
        return Arrays.stream(server.findServices())
                .map(Service::getContainer)
                .<Engine>map(TomcatEngine::new)
                .toList();
    }
}
