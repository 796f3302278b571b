package io.modcluster.balancer.testkit.tomcat;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.tomcat.websocket.server.WsSci;

/** A real WebSocket of a real container, at {@code /ws} of a context: says which node it is, and what it heard. */
@SuppressWarnings("FutureReturnValueIgnored") // who does not hear the echo is the test
public final class EchoEndpoint extends Endpoint {
    private static final String NODE = "node";

    /** For the container. */
    public EchoEndpoint() {}

    static void addTo(Context application, String jvmRoute) {
        application.addServletContainerInitializer(new WsSci(), Set.of());
        application.addServletContainerInitializer(
                (types, servlets) -> {
                    ServerEndpointConfig config = ServerEndpointConfig.Builder.create(EchoEndpoint.class, "/ws")
                            .build();
                    config.getUserProperties().put(NODE, jvmRoute);
                    deploy(servlets, config);
                },
                Set.of());
    }

    private static void deploy(ServletContext servlets, ServerEndpointConfig config) {
        try {
            ((ServerContainer) servlets.getAttribute(ServerContainer.class.getName())).addEndpoint(config);
        } catch (DeploymentException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Object node = config.getUserProperties().get(NODE);
        // a lambda would hide the type of the message
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>)
                heard -> session.getAsyncRemote().sendText("node=" + node + " heard=" + heard));
    }
}
