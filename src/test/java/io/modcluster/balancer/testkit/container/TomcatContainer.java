package io.modcluster.balancer.testkit.container;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Embedded Tomcat with one connector. */
public final class TomcatContainer implements Container {
    private final Tomcat tomcat = new Tomcat();
    private final ConformancePages pages = new ConformancePages();
    private final String type;
    private final Logger logger = Logger.getLogger("org.apache");

    private TomcatContainer(String type, Connector connector) throws IOException, LifecycleException {
        // an application that ends a response in the middle is what is being tested
        logger.setLevel(Level.OFF);
        this.type = type;
        tomcat.setBaseDir(Files.createTempDirectory(Files.createDirectories(Path.of("target", "tomcat")), "c")
                .toString());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "120");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("/app", null);
        Tomcat.addServlet(context, "pages", new Pages(pages));
        context.addServletMappingDecoded("/*", "pages");
        tomcat.start();
    }

    /** With an HTTP connector. */
    public static TomcatContainer http() throws Exception {
        return new TomcatContainer("http", new Connector("org.apache.coyote.http11.Http11NioProtocol"));
    }

    /** With an HTTPS connector that shows this certificate, PEM; with HTTP/2 if wanted, by ALPN. */
    public static TomcatContainer https(Path certificate, Path key, boolean http2) throws Exception {
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        own.setCertificateFile(certificate.toAbsolutePath().toString());
        own.setCertificateKeyFile(key.toAbsolutePath().toString());
        host.addCertificate(own);
        connector.addSslHostConfig(host);
        if (http2) {
            // its asynchronous parser loses its place in long uploads over TLS (10.1.56)
            connector.setProperty("useAsyncIO", "false");
            connector.addUpgradeProtocol(new Http2Protocol());
        }
        return new TomcatContainer("https", connector);
    }

    /** With an AJP connector; an empty secret is none. */
    public static TomcatContainer ajp(String secret) throws Exception {
        return ajp(secret, 8192);
    }

    /** With an AJP connector and this packet size. */
    public static TomcatContainer ajp(String secret, int packetSize) throws Exception {
        Connector connector = new Connector("org.apache.coyote.ajp.AjpNioProtocol");
        connector.setProperty("secretRequired", Boolean.toString(!secret.isEmpty()));
        connector.setProperty("packetSize", Integer.toString(packetSize));
        if (!secret.isEmpty()) {
            connector.setProperty("secret", secret);
        }
        return new TomcatContainer("ajp", connector);
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public ConformancePages pages() {
        return pages;
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return type + "-tomcat";
    }

    private static final class Pages extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient ConformancePages pages;

        Pages(ConformancePages pages) {
            this.pages = pages;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            pages.serve(new Call(request, response));
        }
    }

    private record Call(HttpServletRequest request, HttpServletResponse response) implements WebCall {
        @Override
        public String path() {
            return request.getPathInfo();
        }

        @Override
        public long number(String name) {
            // not getParameter, which would read the body of a form
            return Numbers.of(request.getQueryString(), name);
        }

        @Override
        public String facts() {
            StringBuilder text = new StringBuilder();
            text.append("method ").append(request.getMethod()).append('\n');
            text.append("uri ").append(request.getRequestURI()).append('\n');
            text.append("query ").append(request.getQueryString()).append('\n');
            text.append("remote ").append(request.getRemoteAddr()).append('\n');
            text.append("remote-port ").append(request.getRemotePort()).append('\n');
            text.append("local ").append(request.getLocalAddr()).append('\n');
            text.append("scheme ").append(request.getScheme()).append('\n');
            text.append("secure ").append(request.isSecure()).append('\n');
            text.append("server ").append(request.getServerName());
            text.append(':').append(request.getServerPort()).append('\n');
            text.append("user ").append(request.getRemoteUser()).append('\n');
            for (String name : Collections.list(request.getAttributeNames())) {
                Object value = request.getAttribute(name);
                Object shown = value instanceof X509Certificate[] chain ? chain[0].getSubjectX500Principal() : value;
                text.append("attribute ").append(name).append('=').append(shown).append('\n');
            }
            for (String name : Collections.list(request.getHeaderNames())) {
                for (String value : Collections.list(request.getHeaders(name))) {
                    text.append("header ")
                            .append(name)
                            .append(": ")
                            .append(value)
                            .append('\n');
                }
            }
            return text.toString();
        }

        @Override
        public InputStream in() {
            try {
                return request.getInputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void status(int code) {
            response.setStatus(code);
        }

        @Override
        public void header(String name, String value) {
            response.addHeader(name, value);
        }

        @Override
        public void length(long length) {
            response.setContentLengthLong(length);
        }

        @Override
        public OutputStream out() {
            try {
                return response.getOutputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
