package io.modcluster.balancer.node;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseDigest;
import io.modcluster.balancer.advertise.codec.AdvertiseReading;
import io.modcluster.balancer.advertise.codec.AdvertiseStatus;
import io.modcluster.balancer.advertise.codec.AdvertisedAddress;
import io.modcluster.balancer.domain.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which adverts are believed (MCMP section 5): those signed with our key, sent within the last minute, and later than what the
 * same server said before, so that nothing that was recorded can be used again. Not thread-safe.
 */
final class Adverts {
    /** How far the clocks of balancer and node may be apart. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    /** Each run of a balancer has a server id of its own; of more than so many the one heard longest ago is forgotten. */
    private static final int MAX_SERVERS = 32;

    /** More than so many servers send within the time in which a datagram is fresh. */
    private static final int MAX_SIGNED = 1024;

    private final AdvertiseDigest digest;
    private final Map<String, Long> lastOfServer = new LinkedHashMap<>(MAX_SERVERS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_SERVERS;
        }
    };

    private final Map<String, Boolean> signed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_SIGNED;
        }
    };

    Adverts(String key) {
        this.digest = AdvertiseDigest.of(key);
    }

    /** What came of a datagram. */
    sealed interface Heard {
        /** A balancer takes nodes there. */
        record Balancer(AdvertisedAddress address) implements Heard {}

        /** A balancer says goodbye, or nothing that matters: one that was found is kept, as the mod_cluster client does. */
        record Nothing() implements Heard {}

        /** Not believed, and why, in words that are safe to log. */
        record Ignored(String reason) implements Heard {}
    }

    /** Total: {@code bytes} may be anything. */
    Heard hear(byte[] bytes, Instant now) {
        AdvertiseReading reading = AdvertiseDatagram.parse(bytes);
        if (!(reading instanceof AdvertiseReading.Read read)) {
            return new Heard.Ignored(reading.toString());
        }
        AdvertiseDatagram datagram = read.datagram();
        if (!read.isSignedWith(digest)) {
            return new Heard.Ignored("signed with another key: Server " + Quoted.of(datagram.server()));
        }
        if (!isFresh(datagram.sentAt(), now)) {
            return new Heard.Ignored("Date: " + Quoted.of(datagram.date()) + " (expected: within " + FRESH.toSeconds()
                    + " s of the clock here, " + now + ")");
        }
        Long last = lastOfServer.get(datagram.server());
        if (last != null && datagram.sequence() <= last) {
            return new Heard.Ignored("Sequence: " + datagram.sequence() + " (expected: more than " + last + ")");
        }
        // signed as one text: digits at the end of the sequence could as well be the beginning of the server
        if (signed.put(datagram.date() + datagram.sequence() + datagram.server(), Boolean.TRUE) != null) {
            return new Heard.Ignored("heard before with another Server: " + Quoted.of(datagram.server()));
        }
        lastOfServer.put(datagram.server(), datagram.sequence());
        return believed(datagram);
    }

    private static boolean isFresh(Optional<Instant> sent, Instant now) {
        return sent.map(then -> Duration.between(then, now).abs().compareTo(FRESH) <= 0)
                .orElse(false);
    }

    /** The protocol that it names is as unused here as in the mod_cluster client. */
    private static Heard believed(AdvertiseDatagram datagram) {
        if (datagram.status() != AdvertiseStatus.OK) {
            return new Heard.Nothing();
        }
        return datagram.manager().<Heard>map(Heard.Balancer::new).orElseGet(Heard.Nothing::new);
    }
}
