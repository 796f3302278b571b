package io.modcluster.balancer.node;

import io.modcluster.balancer.advertise.codec.AdvertisedAddress;
import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.node.Adverts.Heard;
import io.modcluster.balancer.options.DiscoveryOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to the adverts of balancers (MCMP section 5). For the event loop of the node only. */
final class Discovery {
    /** A network may come up later than the node. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    private final Vertx vertx;
    private final DiscoveryOptions options;
    private final Adverts adverts;
    private final Consumer<AdvertisedAddress> found;
    private @Nullable DatagramSocket socket;
    private boolean stopped;
    private boolean warned;
    private long ignored;
    private Instant nextLine = Instant.EPOCH;

    Discovery(Vertx vertx, DiscoveryOptions options, Consumer<AdvertisedAddress> found) {
        this.vertx = vertx;
        this.options = options;
        this.adverts = new Adverts(options.getKey());
        this.found = found;
    }

    /** Completes when it listens, or has failed to: it tries again by itself. */
    Future<Void> start() {
        boolean ipv6 = options.getGroup().indexOf(':') >= 0;
        DatagramSocket opened = vertx.createDatagramSocket(
                new DatagramSocketOptions().setReuseAddress(true).setIpV6(ipv6));
        socket = opened;
        return opened.handler(this::heard)
                .listen(options.getPort(), ipv6 ? "::" : "0.0.0.0")
                .compose(listening -> join(opened))
                .onSuccess(joined -> warned = false)
                .recover(this::later);
    }

    Future<Void> stop() {
        stopped = true;
        DatagramSocket opened = socket;
        return opened == null ? Future.succeededFuture() : opened.close();
    }

    /** On each interface that takes it, unless one is named: which one leads to the balancers is hard to know. */
    private Future<Void> join(DatagramSocket opened) {
        return interfaces()
                .compose(names -> Future.any(names.stream()
                        .map(name -> opened.listenMulticastGroup(options.getGroup(), name, null))
                        .toList()))
                .mapEmpty();
    }

    private Future<List<String>> interfaces() {
        try {
            if (!options.getInterface().isEmpty()) {
                return Future.succeededFuture(List.of(nameOf(options.getInterface())));
            }
            List<String> names = NetworkInterface.networkInterfaces()
                    .filter(Discovery::takesMulticast)
                    .map(NetworkInterface::getName)
                    .toList();
            return names.isEmpty()
                    ? Future.failedFuture("no network interface takes multicast")
                    : Future.succeededFuture(names);
        } catch (IOException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** The name of an interface that is named, or has this address. */
    private static String nameOf(String written) throws IOException {
        Optional<byte[]> address = IpLiteral.parse(written);
        NetworkInterface found = address.isPresent()
                ? NetworkInterface.getByInetAddress(InetAddress.getByAddress(address.get()))
                : NetworkInterface.getByName(written);
        if (found == null) {
            throw new IOException("there is no such interface");
        }
        return found.getName();
    }

    private static boolean takesMulticast(NetworkInterface candidate) {
        try {
            return candidate.isUp() && (candidate.supportsMulticast() || candidate.isLoopback());
        } catch (SocketException gone) {
            return false;
        }
    }

    private Future<Void> later(Throwable failure) {
        if (!warned) {
            warned = true;
            log.warn(
                    "no adverts of balancers are heard: group={} port={} interface={}: {}; next try in {} s",
                    options.getGroup(),
                    options.getPort(),
                    options.getInterface().isEmpty() ? "any" : options.getInterface(),
                    failure.toString(),
                    RETRY.toSeconds());
        }
        DatagramSocket opened = socket;
        Future<Void> closed = opened == null ? Future.succeededFuture() : opened.close();
        vertx.setTimer(RETRY.toMillis(), id -> {
            if (!stopped) {
                start().onFailure(again -> log.warn("adverts: {}", again.toString()));
            }
        });
        return closed.otherwiseEmpty();
    }

    private void heard(DatagramPacket packet) {
        Heard heard = adverts.hear(packet.data().getBytes(), Instant.now());
        if (heard instanceof Heard.Balancer balancer) {
            found.accept(balancer.address());
        } else if (heard instanceof Heard.Ignored advert) {
            ignored(packet, advert.reason());
        }
    }

    /** Whoever is in the network may send anything, as often as he can: one line a minute. */
    private void ignored(DatagramPacket packet, String reason) {
        ignored++;
        Instant now = Instant.now();
        if (now.isAfter(nextLine)) {
            nextLine = now.plus(BETWEEN_LINES);
            log.info("advert ignored, {} in all: sender={} {}", ignored, packet.sender(), reason);
        }
    }
}
