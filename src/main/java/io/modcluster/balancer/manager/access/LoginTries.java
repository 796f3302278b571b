package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.domain.IpLiteral;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who failed to log in how often: after {@value #MAX} failures from one address (of IPv6: one network of 64 bits) nobody
 * from there is listened to until a minute has passed since the first. Bounded: the oldest of {@value #ADDRESSES} addresses
 * is forgotten. Belongs to one thread; time is an argument.
 */
final class LoginTries {
    static final int MAX = 10;
    static final long WINDOW_MILLIS = 60_000;
    private static final int ADDRESSES = 10_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Map<String, Failures> failures = new LinkedHashMap<>();

    private record Failures(long firstMillis, int count) {}

    /** How long this address has to wait, in milliseconds; 0 if it may try. */
    long waitMillis(String address, long nowMillis) {
        Failures known = failures.get(networkOf(address));
        if (known == null || known.count < MAX) {
            return 0;
        }
        return Math.max(0, known.firstMillis + WINDOW_MILLIS - nowMillis);
    }

    /** Somebody failed. */
    void failed(String address, long nowMillis) {
        String network = networkOf(address);
        Failures known = failures.remove(network);
        boolean over = known == null || nowMillis - known.firstMillis >= WINDOW_MILLIS;
        failures.put(network, over ? new Failures(nowMillis, 1) : new Failures(known.firstMillis, known.count + 1));
        if (failures.size() > ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    /** Takes one back: it was none. */
    void succeeded(String address) {
        String network = networkOf(address);
        Failures known = failures.get(network);
        if (known != null && known.count > 1) {
            failures.put(network, new Failures(known.firstMillis, known.count - 1));
        } else {
            failures.remove(network);
        }
    }

    private static String networkOf(String address) {
        byte[] bytes = IpLiteral.parse(address).orElse(new byte[0]);
        return bytes.length > IPV6_NETWORK_BYTES ? HexFormat.of().formatHex(bytes, 0, IPV6_NETWORK_BYTES) : address;
    }
}
