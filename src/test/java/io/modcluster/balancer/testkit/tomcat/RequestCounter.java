package io.modcluster.balancer.testkit.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Counts requests per context path, in front of all contexts of a host. */
final class RequestCounter extends ValveBase {
    private final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> ended = new ConcurrentHashMap<>();

    RequestCounter() {
        super(true);
    }

    int served(String path) {
        return of(ended, path).get();
    }

    int inFlight(String path) {
        int endedFirst = of(ended, path).get();
        return of(begun, path).get() - endedFirst;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String path = request.getContext() == null ? "-" : request.getContext().getPath();
        of(begun, path).incrementAndGet();
        try {
            getNext().invoke(request, response);
        } finally {
            of(ended, path).incrementAndGet();
        }
    }

    private static AtomicInteger of(Map<String, AtomicInteger> counters, String path) {
        return counters.computeIfAbsent(path, any -> new AtomicInteger());
    }
}
