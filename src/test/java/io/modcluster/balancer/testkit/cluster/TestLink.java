package io.modcluster.balancer.testkit.cluster;

import org.junit.jupiter.api.Assumptions;

/**
 * A network interface of this machine that a test may take away, with an IPv4 address and IPv6, and routers and nodes nowhere.
 * Needs root and {@code ip(8)}; where they are missing the test is aborted with a message that says so.
 */
public final class TestLink implements AutoCloseable {
    private final NetworkNames names = NetworkNames.newOnes();
    /** Others may have such links at the same time. */
    private final long pid = ProcessHandle.current().pid();

    /** A name that no interface has yet. */
    public TestLink() {
        try {
            NetworkNames.deleteLeftovers();
            create();
            delete();
        } catch (IpCommand.Refused why) {
            delete();
            Assumptions.abort("needs root and ip(8) to make a network interface: " + why.getMessage());
        }
    }

    /** Its name, whether it is there or not. */
    public String name() {
        return names.managementLink(0);
    }

    /** Its IPv4 address, of a network for tests of equipment (RFC 2544). */
    public String ipv4() {
        return "198.18." + (pid >> 6 & 0xff) + "." + ((pid & 0x3f) * 4 + 1);
    }

    /** Its IPv6 address. */
    public String ipv6() {
        return "fd77:" + Long.toHexString(pid >> 16) + ":" + Long.toHexString(pid & 0xffff) + "::1";
    }

    /** Makes it, up and ready for multicast. */
    public void create() {
        // no detection of duplicate addresses: it would take two seconds, and nobody else is there
        IpCommand.run("link add " + name() + " type veth peer name " + names.managementLink(1));
        IpCommand.run("addr add " + ipv4() + "/30 dev " + name());
        IpCommand.run("addr add " + ipv6() + "/64 dev " + name() + " nodad");
        IpCommand.run("link set " + names.managementLink(1) + " up");
        up();
    }

    /** Turns it on. */
    public void up() {
        IpCommand.run("link set " + name() + " up");
    }

    /** Turns it off. */
    public void down() {
        IpCommand.run("link set " + name() + " down");
    }

    /** Takes it away, if it is there. */
    public void delete() {
        names.deleteAll();
    }

    @Override
    public void close() {
        delete();
    }
}
