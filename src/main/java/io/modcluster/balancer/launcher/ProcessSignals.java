package io.modcluster.balancer.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGINT and SIGTERM: the first asks for a clean stop, the second ends the process at once with exit code
 * {@value #FORCED}.
 *
 * <p>A shutdown hook cannot do this: while hooks run, the JVM ignores further signals. {@code sun.misc.Signal} can, and
 * is exported by the module jdk.unsupported for this purpose (JEP 260), but javac warns about every mention of it, so it
 * is reached by reflection. A JVM without it ends at the first signal, as every process does, and says so in the log.
 */
final class ProcessSignals implements StopSignal {
    /** Exit code of a stop that was not clean. */
    static final int FORCED = 3;

    private static final Logger log = LoggerFactory.getLogger(ProcessSignals.class);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();
    private final Runnable halt;
    private volatile Runnable beforeForcedEnd = () -> {};

    /** Does nothing to the process before {@link #listen()}. */
    ProcessSignals() {
        this(() -> Runtime.getRuntime().halt(FORCED));
    }

    ProcessSignals(Runnable halt) {
        this.halt = halt;
    }

    @Override
    public void listen() {
        install("INT");
        install("TERM");
    }

    @Override
    public void beforeForcedEnd(Runnable action) {
        beforeForcedEnd = action;
    }

    @Override
    public void await() throws InterruptedException {
        asked.await();
    }

    /** What a signal does; called on a thread of the JVM's own. */
    void received(String name) {
        if (signals.incrementAndGet() == 1) {
            log.info("stopping: signal={}; a second signal ends the process at once", name);
            asked.countDown();
        } else {
            log.warn("ended at once: signal={} number={}", name, signals.get());
            beforeForcedEnd.run();
            halt.run();
        }
    }

    private void install(String name) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                received(name);
                return null;
            }
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "stop on " + name;
            };
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException missing) {
            log.warn("no clean stop on signal={}: {}", name, missing.toString());
        }
    }
}
