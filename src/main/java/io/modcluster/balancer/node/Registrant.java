package io.modcluster.balancer.node;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.options.NodeConfigOptions;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.options.StickyOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the node wants balancers to know of it now. For the event loop of the node only. */
final class Registrant {
    private final NodeOptions options;
    private final JvmRoute route;
    private final List<Alias> aliases;
    private final Map<ContextPath, ContextStatus> contexts = new LinkedHashMap<>();
    private LoadFactor load = new LoadFactor(100);

    Registrant(NodeOptions options) {
        this.options = options;
        this.route = new JvmRoute(options.getJvmRoute());
        this.aliases = options.getAliases().stream().map(Alias::new).distinct().toList();
        options.getContexts().forEach(path -> contexts.put(new ContextPath(path), ContextStatus.ENABLED));
    }

    NodeOptions options() {
        return options;
    }

    JvmRoute route() {
        return route;
    }

    List<Alias> aliases() {
        return aliases;
    }

    LoadFactor load() {
        return load;
    }

    void load(LoadFactor next) {
        load = next;
    }

    /** The state each context shall have, in the order in which they came. */
    Map<ContextPath, ContextStatus> contexts() {
        return contexts;
    }

    /**
     * What CONFIG says.
     *
     * @param localHost the address by which the balancer sees us, told when the options name no host
     */
    NodeConfig config(String localHost) {
        String host = options.getHost().isEmpty() ? localHost : options.getHost();
        String written = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        NodeConfigOptions config = options.getConfig();
        return new NodeConfig(
                new NodeAddress(options.getType(), written, options.getPort()),
                false,
                options.getLbGroup(),
                new BalancerConfig(
                        options.getBalancer(),
                        sticky(options.getSticky()),
                        config.getWaitWorker(),
                        config.getMaxAttempts() < 0 ? OptionalInt.empty() : OptionalInt.of(config.getMaxAttempts())),
                new ConnectionConfig(
                        config.getFlushPackets(),
                        config.getFlushWait(),
                        config.getPing(),
                        config.getSmax(),
                        config.getTtl(),
                        config.getTimeout()));
    }

    private static StickySession sticky(StickyOptions options) {
        return new StickySession(
                options.isEnabled(), options.getCookie(), options.getPath(), options.isRemove(), options.isForce());
    }
}
