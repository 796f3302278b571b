package io.modcluster.balancer.advertise;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseDigest;
import io.modcluster.balancer.advertise.codec.AdvertiseStatus;
import io.modcluster.balancer.advertise.codec.AdvertisedAddress;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.Leaving;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.options.AdvertiseOptions;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.MemberAddress;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.VerticleConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells nodes by multicast where this balancer listens for MCMP (MCMP §5.2): first 100 ms after its start, then once in each
 * interval, and at its end, or when the balancer is leaving, that it takes no more nodes. To be deployed when MCMP is listened
 * for, and undeployed before that ends. Each balancer of a cluster tells of itself only.
 *
 * <p>What cannot be sent is told once in the log, and tried again: the balancer does not depend on it.
 */
public final class AdvertiseVerticle extends VerticleBase {
    private static final long FIRST_MILLIS = 100;
    /** The bus is only listened to. */
    private static final long NO_REQUESTS_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(AdvertiseVerticle.class);

    private final String server = UUID.randomUUID().toString();
    private BalancerOptions options;
    private EventBusAddresses addresses;
    private final IntSupplier mcmpPort;
    private AdvertiseDigest digest;
    private AdvertisedAddress address;
    private MulticastSender sender;
    private int sequence;
    private long timer;
    private boolean failing;
    private boolean left;

    /**
     * Takes what it needs from {@code config()}: see {@link VerticleConfig}. For deployment by class name, which wants
     * {@code advertise.address} with a port where {@code mcmp.port} is 0.
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public AdvertiseVerticle() {
        this.mcmpPort = () -> 0;
    }

    /**
     * Tells of the balancer with these options, whether {@code advertise.enabled} or not.
     *
     * @param mcmpPort the port on which MCMP is listened for; asked once, at the start, where the options do not say it
     */
    @SuppressWarnings("NullAway.Init") // the rest is there once it has started
    public AdvertiseVerticle(BalancerOptions options, EventBusAddresses addresses, IntSupplier mcmpPort) {
        this.options = new BalancerOptions(options);
        this.addresses = addresses;
        this.mcmpPort = mcmpPort;
    }

    /** Fails with {@link OptionsProblems} if nodes must not be told what the options say. */
    @Override
    public Future<?> start() {
        if (options == null) {
            VerticleConfig config = VerticleConfig.of(config());
            options = config.options();
            addresses = config.addresses();
        }
        AdvertiseOptions advertise = options.getAdvertise().setEnabled(true);
        options.validate();
        digest = AdvertiseDigest.of(advertise.getKey());
        address = address(advertise.addressOf(options.getMcmp()));
        sender = new MulticastSender(advertise);
        new LocalBus(vertx, NO_REQUESTS_MILLIS).listen(addresses.leaving(), (Leaving soon) -> leave());
        timer = vertx.setPeriodic(FIRST_MILLIS, advertise.getInterval().toMillis(), due -> send(AdvertiseStatus.OK));
        told(advertise);
        return Future.succeededFuture();
    }

    /** Says farewell, if that has not been done; never fails. */
    @Override
    public Future<?> stop() {
        leave();
        return Future.succeededFuture();
    }

    private AdvertisedAddress address(MemberAddress said) {
        int port = said.port() == 0 ? mcmpPort.getAsInt() : said.port();
        if (port == 0) {
            throw new IllegalArgumentException("advertise.address needs a port, for instance advertise.address: "
                    + new AdvertisedAddress(said.host(), 6666)
                    + ", where mcmp.port is 0 and this is deployed by itself");
        }
        return new AdvertisedAddress(said.host(), port);
    }

    private void told(AdvertiseOptions advertise) {
        LOG.info(
                "advertise started address={} {} interval={}ms server={} key={}",
                address,
                sender,
                advertise.getInterval().toMillis(),
                server,
                advertise.getKey().isEmpty() ? "none" : "set");
        int length = advertise.getKey().length();
        if (length > 0 && length < AdvertiseOptions.MIN_KEY) {
            LOG.warn(
                    "advertise: the key has {} characters, which is refused where the interface is not loopback"
                            + " (expected: {} or more)",
                    length,
                    AdvertiseOptions.MIN_KEY);
        }
    }

    private void leave() {
        vertx.cancelTimer(timer);
        // whoever was told nothing needs no farewell
        boolean known = sequence > 0 && !left;
        left = true;
        if (known) {
            send(AdvertiseStatus.FORBIDDEN);
            send(AdvertiseStatus.GONE);
        }
    }

    private void send(AdvertiseStatus status) {
        sequence = sequence == Integer.MAX_VALUE ? 1 : sequence + 1;
        AdvertiseDatagram datagram = AdvertiseDatagram.of(status, Instant.now(), sequence, server);
        if (status == AdvertiseStatus.OK) {
            AdvertiseOptions advertise = options.getAdvertise();
            String url = advertise.getManagerUrl().isEmpty() ? "/" + server : advertise.getManagerUrl();
            datagram = datagram.withManager(address.toString(), url, advertise.getProtocol(), address.host());
        }
        try {
            sender.send(datagram.write(digest));
            worked();
        } catch (IOException notSent) {
            failed(notSent);
        }
    }

    private void worked() {
        if (failing) {
            LOG.info("advertise works again {}", sender);
            failing = false;
        }
    }

    private void failed(IOException cause) {
        if (failing) {
            LOG.debug("advertise: still not sent {} cause=\"{}\"", sender, cause.toString());
        } else {
            LOG.warn(
                    "advertise: not sent {} cause=\"{}\": nodes do not find this balancer unless they are told where it"
                            + " is; it tries again in each interval and runs on",
                    sender,
                    cause.getMessage());
            failing = true;
        }
    }
}
