package io.modcluster.balancer.testkit.cluster;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link SteadyLoad} sends where.
 *
 * @param perSecond requests per second, to all targets together
 * @param connections connections to each target
 * @param patience after which a request without a complete response has failed
 * @param requests makes the requests
 * @param targets name → address
 */
public record LoadPlan(
        int perSecond, int connections, Duration patience, Requests requests, Map<String, InetSocketAddress> targets) {
    private static final int DEFAULT_CONNECTIONS = 20;
    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    /** Makes the bytes of a request; called by the thread of the load. */
    public interface Requests {
        /** A complete request for HTTP/1.1. {@code connection} counts within a target, {@code number} within a connection. */
        byte[] bytes(String target, int connection, long number);
    }

    /** Checks and copies. */
    public LoadPlan {
        if (perSecond < 1 || connections < 1) {
            throw new IllegalArgumentException(
                    "perSecond: " + perSecond + ", connections: " + connections + " (expected: at least 1 each)");
        }
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    }

    /** GETs of a path of {@code localhost}, over 20 connections to each target, each with 10 s to be answered. */
    public static LoadPlan get(String path, int perSecond) {
        return new LoadPlan(perSecond, DEFAULT_CONNECTIONS, DEFAULT_PATIENCE, get(path), Map.of());
    }

    /** GETs of a path of {@code localhost}. */
    public static Requests get(String path) {
        byte[] bytes = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return (target, connection, number) -> bytes;
    }

    /** The same to one more target. */
    public LoadPlan to(String name, InetSocketAddress address) {
        Map<String, InetSocketAddress> more = new LinkedHashMap<>(targets);
        more.put(name, address);
        return new LoadPlan(perSecond, connections, patience, requests, more);
    }

    /** The same to one more target, a member. */
    public LoadPlan to(MemberProcess member) {
        return to(member.name(), member.traffic());
    }

    /** The same with other requests. */
    public LoadPlan sending(Requests others) {
        return new LoadPlan(perSecond, connections, patience, others, targets);
    }

    /** The same with so many connections to each target. */
    public LoadPlan over(int connectionsToEach) {
        return new LoadPlan(perSecond, connectionsToEach, patience, requests, targets);
    }

    /** The same with another time to be answered. */
    public LoadPlan within(Duration time) {
        return new LoadPlan(perSecond, connections, time, requests, targets);
    }
}
