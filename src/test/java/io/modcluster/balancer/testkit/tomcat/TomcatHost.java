package io.modcluster.balancer.testkit.tomcat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jboss.modcluster.container.Context;
import org.jboss.modcluster.container.Engine;
import org.jboss.modcluster.container.Host;
import org.jspecify.annotations.Nullable;

/** One of Tomcat's virtual hosts as the client sees it: its name comes first among its aliases. */
record TomcatHost(org.apache.catalina.Host host) implements Host {

    @Override
    public String getName() {
        return host.getName();
    }

    @Override
    public Engine getEngine() {
        return new TomcatEngine((org.apache.catalina.Engine) host.getParent());
    }

    @Override
    public Iterable<Context> getContexts() {
        return Arrays.stream(host.findChildren())
                .<Context>map(context -> new TomcatContext((org.apache.catalina.Context) context))
                .toList();
    }

    @Override
    public Set<String> getAliases() {
        Set<String> aliases = new LinkedHashSet<>(List.of(host.getName()));
        aliases.addAll(List.of(host.findAliases()));
        return aliases;
    }

    @Override
    public @Nullable Context findContext(String path) {
        return host.findChild(path) instanceof org.apache.catalina.Context context ? new TomcatContext(context) : null;
    }

    @Override
    public String toString() {
        return host.getName();
    }
}
