package io.modcluster.balancer.testkit.tomcat;

import static java.util.Comparator.reverseOrder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.jboss.modcluster.ModClusterService;

/**
 * A node as users have it: embedded Tomcat with the real mod_cluster client, which does all the talking with balancers. Only
 * the adapter between the two, and the clock of the periodic status event, are ours.
 *
 * <p>Every context has the pages {@code /} (names node and context), {@code /session} ({@code ?end} ends it), {@code /sleep?ms=},
 * {@code /status?code=}, {@code /echo} (request as text) and {@code /bytes?n=}. Methods may be called from any thread.
 */
public final class TomcatNode implements AutoCloseable {
    /** Longer than the client's socket timeout of 20 s, which a status round may have to sit out. */
    private static final int STATUS_ROUND_SECONDS = 25;

    private final Tomcat tomcat = new Tomcat();
    private final RequestCounter counter = new RequestCounter();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger load;
    private final String jvmRoute;
    private final boolean webSockets;
    private final long statusMillis;
    private final Path baseDir;
    private final ModClusterService service;
    private final ContainerEvents events;
    private final ScheduledExecutorService clock;
    private volatile int port;
    // java.util.logging forgets the level of a logger that nobody holds
    private final Logger tomcatLogger = Logger.getLogger("org.apache");

    TomcatNode(TomcatNodeBuilder builder) throws IOException {
        tomcatLogger.setLevel(Level.WARNING);
        jvmRoute = builder.jvmRoute;
        statusMillis = builder.statusPeriod.toMillis();
        load = new AtomicInteger(builder.load);
        // in target: each Tomcat makes the directory of the JVM's first one again, through the property catalina.home
        baseDir = Files.createTempDirectory(Files.createDirectories(Path.of("target", "tomcat")), jvmRoute);
        service = new ModClusterService(builder.clientConfiguration(), engine -> load.get());
        events = new ContainerEvents(service);
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "status-" + jvmRoute);
            thread.setDaemon(true);
            return thread;
        });
        webSockets = builder.webSockets;
        assemble(builder);
    }

    /** Describes one with this JVMRoute. */
    public static TomcatNodeBuilder node(String jvmRoute) {
        return new TomcatNodeBuilder(jvmRoute);
    }

    private void assemble(TomcatNodeBuilder builder) {
        tomcat.setBaseDir(baseDir.toString());
        tomcat.setHostname(builder.hostName);
        tomcat.setConnector(onLoopback(builder.ajpSecret == null ? http() : ajp(builder.ajpSecret), builder.port));
        tomcat.getEngine().setName(jvmRoute);
        tomcat.getEngine().setJvmRoute(jvmRoute);
        builder.aliases.forEach(tomcat.getHost()::addAlias);
        tomcat.getHost().getPipeline().addValve(counter);
        events.listenTo(tomcat.getServer(), tomcat.getHost());
        builder.contexts.forEach(this::deploy);
    }

    private static Connector http() {
        return new Connector("org.apache.coyote.http11.Http11NioProtocol");
    }

    private static Connector ajp(String secret) {
        Connector connector = new Connector("org.apache.coyote.ajp.AjpNioProtocol");
        connector.setProperty("secretRequired", Boolean.toString(!secret.isEmpty()));
        if (!secret.isEmpty()) {
            connector.setProperty("secret", secret);
        }
        return connector;
    }

    private static Connector onLoopback(Connector connector, int port) {
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("minSpareThreads", "2");
        // otherwise a stopped connector keeps its port until it is destroyed, and connects to it would not be refused
        connector.setProperty("bindOnInit", "false");
        return connector;
    }

    /** Opens the connector; the client begins its handshake at once. */
    public void start() {
        run(tomcat::start);
        port = tomcat.getConnector().getLocalPort();
        // a failed round does not reach the future: it is in statusFailures()
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(
                () -> events.status(tomcat.getEngine()), 0, statusMillis, TimeUnit.MILLISECONDS);
    }

    /** The JVMRoute. */
    public String jvmRoute() {
        return jvmRoute;
    }

    /** The port of the HTTP or AJP connector on 127.0.0.1; kept after the end. */
    public int port() {
        return port;
    }

    /** The real client, for operator's commands such as {@code ping}, {@code disable} or {@code stopContext}. */
    public ModClusterService service() {
        return service;
    }

    /** Sets what the next STATUS reports, -1..100. */
    public void load(int factor) {
        load.set(factor);
    }

    /** Requests to this context that have ended, in the servlet's eyes, since the node was built. */
    public int requestsServed(String context) {
        return counter.served(pathOf(context));
    }

    /** Requests to this context that are being served now. */
    public int requestsInFlight(String context) {
        return counter.inFlight(pathOf(context));
    }

    /** Status rounds that the client broke off with an exception, e.g. because it could not parse INFO. */
    public List<RuntimeException> statusFailures() {
        return events.statusFailures();
    }

    /** Adds a web application; on a running node it starts, and the client announces it, before this returns. */
    public void deploy(String context) {
        StandardContext application = new StandardContext();
        application.setName(pathOf(context));
        application.setPath(pathOf(context));
        // looking for leaks needs --add-opens and would log a warning for each context that stops
        application.setClearReferencesObjectStreamClassCaches(false);
        application.setClearReferencesRmiTargets(false);
        application.setClearReferencesThreadLocals(false);
        application.addLifecycleListener(this::configure);
        tomcat.getHost().addChild(application);
    }

    /** Drains and removes a web application; returns when the client is done, at the latest after its timeout. */
    public void undeploy(String context) {
        tomcat.getHost().removeChild(application(context));
    }

    /** Drains and stops a web application; it stays known as stopped. */
    public void stopContext(String context) {
        run(application(context)::stop);
    }

    /** Starts a stopped web application again. */
    public void startContext(String context) {
        run(application(context)::start);
    }

    /** Stops cleanly: the client withdraws every context and then the node, and Tomcat stops afterwards. */
    public void shutdown() {
        if (ended.compareAndSet(false, true)) {
            endStatusRounds(STATUS_ROUND_SECONDS);
            dispose();
        }
    }

    /** Dies without a word: connections are cut, the port is closed, and balancers are told nothing. */
    public void kill() {
        if (ended.compareAndSet(false, true)) {
            events.fallSilent();
            endStatusRounds(1);
            service.shutdown();
            run(tomcat.getConnector()::stop);
            dispose();
        }
    }

    /** The same as {@link #kill()}; does nothing after it or after {@link #shutdown()}. */
    @Override
    public void close() {
        kill();
    }

    /** Tomcat empties a context when it stops, so its pages are added at each start. */
    private void configure(LifecycleEvent event) {
        if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
            Context application = (Context) event.getLifecycle();
            TestServlets.of(jvmRoute, nameOf(application)).forEach((path, page) -> {
                Tomcat.addServlet(application, path, new TestServlets.PageServlet(page));
                application.addServletMappingDecoded(path, path);
            });
            if (webSockets) {
                EchoEndpoint.addTo(application, jvmRoute);
            }
            application.setConfigured(true);
        }
    }

    private Container application(String context) {
        Container application = tomcat.getHost().findChild(pathOf(context));
        if (application == null) {
            throw new IllegalArgumentException("context: \"" + context + "\" (expected: one that is deployed)");
        }
        return application;
    }

    private void endStatusRounds(int seconds) {
        clock.shutdownNow();
        try {
            if (!clock.awaitTermination(seconds, TimeUnit.SECONDS)) {
                tomcatLogger.warning("status round of " + jvmRoute + " still under way after " + seconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dispose() {
        run(tomcat::stop);
        run(tomcat::destroy);
        try (Stream<Path> files = Files.walk(baseDir)) {
            for (Path file : files.sorted(reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pathOf(String context) {
        return context.equals("/") ? "" : context;
    }

    private static String nameOf(Context application) {
        return application.getPath().isEmpty() ? "/" : application.getPath();
    }

    private interface LifecycleStep {
        void run() throws LifecycleException;
    }

    private static void run(LifecycleStep step) {
        try {
            step.run();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat refused a step of its life cycle", e);
        }
    }
}
