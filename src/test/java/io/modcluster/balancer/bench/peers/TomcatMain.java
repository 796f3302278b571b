package io.modcluster.balancer.bench.peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * Tomcat as a node with an HTTP connector and two of AJP, with packets of 8 KiB and of 64 KiB; arguments: their ports, a
 * folder. Answers the same as the backend of nginx; reads what is posted.
 */
final class TomcatMain {
    private static final int BLOCK = 8192;

    private TomcatMain() {}

    /** Runs until the JVM ends. */
    public static void main(String... arguments) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[3]);
        Connector http = connector("org.apache.coyote.http11.Http11NioProtocol", arguments[0]);
        http.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(http);
        tomcat.getService().addConnector(ajp(arguments[1], "8192"));
        tomcat.getService().addConnector(ajp(arguments[2], "65536"));
        Context context = tomcat.addContext("/app", null);
        Tomcat.addServlet(context, "answers", new Answers());
        context.addServletMappingDecoded("/*", "answers");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static Connector ajp(String port, String packetSize) {
        Connector connector = connector("org.apache.coyote.ajp.AjpNioProtocol", port);
        connector.setProperty("secretRequired", "false");
        connector.setProperty("packetSize", packetSize);
        return connector;
    }

    private static Connector connector(String protocol, String port) {
        Connector connector = new Connector(protocol);
        connector.setPort(Integer.parseInt(port));
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "200");
        return connector;
    }

    private static final class Answers extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Map<String, byte[]> bodies = new HashMap<>();

        Answers() {
            for (Payload payload : Payload.values()) {
                byte[] body = new byte[payload.bytes()];
                Arrays.fill(body, (byte) 'x');
                bodies.put("/" + payload.file(), body);
            }
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = bodies.get(request.getPathInfo());
            if (body == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            answer(response, body);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            InputStream in = request.getInputStream();
            byte[] block = new byte[BLOCK];
            int read = in.read(block);
            while (read >= 0) {
                read = in.read(block);
            }
            answer(response, bodies.getOrDefault("/" + Payload.BYTES_13.file(), new byte[0]));
        }

        private static void answer(HttpServletResponse response, byte[] body) throws IOException {
            response.setContentLength(body.length);
            try (OutputStream out = response.getOutputStream()) {
                out.write(body);
            }
        }
    }
}
