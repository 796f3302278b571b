package io.modcluster.balancer.bench.peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ajp.AbstractAjpProtocol;

/** A Tomcat that answers 13 bytes to everything; arguments: ports of HTTP and AJP, folder. */
final class TomcatMain {
    private static final int THREADS = 100;

    private TomcatMain() {}

    /** Runs until the JVM ends. */
    public static void main(String... arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[2]);
        tomcat.setConnector(connector("org.apache.coyote.http11.Http11NioProtocol", arguments[0]));
        Connector ajp = connector("org.apache.coyote.ajp.AjpNioProtocol", arguments[1]);
        ((AbstractAjpProtocol<?>) ajp.getProtocolHandler()).setSecretRequired(false);
        tomcat.getService().addConnector(ajp);
        Context context =
                tomcat.addContext("", Path.of(arguments[2]).toAbsolutePath().toString());
        Tomcat.addServlet(context, "hello", new Hello());
        context.addServletMappingDecoded("/*", "hello");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static Connector connector(String protocol, String port) {
        Connector connector = new Connector(protocol);
        connector.setPort(Integer.parseInt(port));
        connector.setProperty("maxKeepAliveRequests", "-1");
        AbstractProtocol<?> handler = (AbstractProtocol<?>) connector.getProtocolHandler();
        handler.setAddress(InetAddress.getLoopbackAddress());
        handler.setMaxThreads(THREADS);
        handler.setKeepAliveTimeout(-1);
        return connector;
    }

    /** Answers. */
    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = "Hello, World!".getBytes(StandardCharsets.ISO_8859_1);
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
