package io.modcluster.balancer.bench.peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ajp.AbstractAjpProtocol;

/**
 * A Tomcat that answers as many bytes as the path says, and reads what is posted; arguments: ports of HTTP, of AJP with packets
 * of 8 KiB and of AJP with packets of 64 KiB, folder.
 */
final class TomcatMain {
    private static final int THREADS = 100;
    private static final int BLOCK = 8 * 1024;

    private TomcatMain() {}

    /** In a JVM of its own. */
    static Program start(Path folder, Map<NodeConnector, Integer> ports) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xmx256m", "-cp", Program.classPath()));
        arguments.add(TomcatMain.class.getName());
        ports.values().forEach(port -> arguments.add(port.toString()));
        arguments.add(Files.createDirectories(folder.resolve(NodeSuite.TOMCAT)).toString());
        return Program.startJvm(NodeSuite.TOMCAT, folder, arguments);
    }

    /** Runs until the JVM ends. */
    public static void main(String... arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[3]);
        tomcat.setConnector(connector("org.apache.coyote.http11.Http11NioProtocol", arguments[0]));
        tomcat.getService().addConnector(ajp(arguments[1], NodeConnector.AJP));
        tomcat.getService().addConnector(ajp(arguments[2], NodeConnector.LARGE));
        Context context =
                tomcat.addContext("", Path.of(arguments[3]).toAbsolutePath().toString());
        Tomcat.addServlet(context, "answers", new Answers());
        context.addServletMappingDecoded("/*", "answers");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static Connector ajp(String port, NodeConnector kind) {
        Connector connector = connector("org.apache.coyote.ajp.AjpNioProtocol", port);
        AbstractAjpProtocol<?> handler = (AbstractAjpProtocol<?>) connector.getProtocolHandler();
        handler.setSecretRequired(false);
        handler.setPacketSize(kind.packetSize());
        return connector;
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
    private static final class Answers extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1;

        private static final String SMALL = "Hello, World!";

        private final byte[] small = SMALL.getBytes(StandardCharsets.ISO_8859_1);
        private final byte[] large = "x".repeat(Payload.KIB_100.bytes()).getBytes(StandardCharsets.ISO_8859_1);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getRequestURI().endsWith("/" + Payload.KIB_100.file()) ? large : small;
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            InputStream in = request.getInputStream();
            byte[] block = new byte[BLOCK];
            long count = 0;
            int read = in.read(block);
            while (read >= 0) {
                count += read;
                read = in.read(block);
            }
            // who posts less than it says does less work
            if (count != request.getContentLengthLong()) {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            }
            doGet(request, response);
        }
    }
}
