package io.modcluster.balancer.advertise;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.modcluster.advertise.AdvertiseListener;
import org.jboss.modcluster.advertise.impl.AdvertiseListenerImpl;
import org.jboss.modcluster.advertise.impl.DatagramChannelFactoryImpl;
import org.jboss.modcluster.config.ProxyConfiguration;
import org.jboss.modcluster.config.builder.ModClusterConfigurationBuilder;
import org.jboss.modcluster.mcmp.MCMPHandler;
import org.jspecify.annotations.Nullable;

/** What real nodes listen with; tells which balancers it found. */
final class StockListener implements AutoCloseable {
    private final List<InetSocketAddress> found = new CopyOnWriteArrayList<>();
    private final AdvertiseListener listener;

    /** Listens with this key, empty for none. */
    StockListener(InetSocketAddress group, NetworkInterface on, String key) throws IOException {
        ModClusterConfigurationBuilder node = new ModClusterConfigurationBuilder();
        node.advertise()
                .setAdvertiseSocketAddress(group)
                .setAdvertiseInterface(on)
                .setAdvertiseSecurityKey(key.isEmpty() ? null : key)
                .setAdvertiseThreadFactory(work -> {
                    Thread thread = new Thread(work, "stock-listener");
                    thread.setDaemon(true);
                    return thread;
                });
        listener = new AdvertiseListenerImpl(
                handler(), node.build().getAdvertiseConfiguration(), new DatagramChannelFactoryImpl());
    }

    /** In the order in which it found them. */
    List<InetSocketAddress> found() {
        return List.copyOf(found);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private MCMPHandler handler() {
        return (MCMPHandler) Proxy.newProxyInstance(
                MCMPHandler.class.getClassLoader(), new Class<?>[] {MCMPHandler.class}, (proxy, method, arguments) -> {
                    addProxy(arguments);
                    return null;
                });
    }

    private void addProxy(Object @Nullable [] arguments) {
        if (arguments == null || !(arguments[0] instanceof ProxyConfiguration balancer)) {
            throw new IllegalStateException("the listener was expected to add balancers only");
        }
        found.add(balancer.getRemoteAddress());
    }
}
