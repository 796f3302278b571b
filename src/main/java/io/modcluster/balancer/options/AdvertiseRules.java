package io.modcluster.balancer.options;

import java.util.List;

/** What must hold between {@code advertise.*} and where MCMP listens, once advertising is on. */
final class AdvertiseRules {
    private static final String ORIGIN = "options";

    /**
     * Bytes for address, manager-url, protocol and host together: 511, the most that nodes read, less 244 for everything else
     * of a datagram with a sequence of ten digits (MCMP §5.2).
     */
    static final int ROOM = 511 - 244;

    /** {@code /} and a UUID. */
    private static final int DEFAULT_URL = 1 + 36;

    private static final int LONGEST_PORT = 5;

    private AdvertiseRules() {}

    static void check(AdvertiseOptions advertise, McmpOptions mcmp, List<OptionsProblem> problems) {
        if (!advertise.isLoopback()) {
            keyIsGood(advertise.getKey(), problems);
        }
        MemberAddress address;
        try {
            address = advertise.addressOf(mcmp);
        } catch (IllegalArgumentException alreadyToldOfTheOptionItself) {
            return;
        }
        nodesCanConnect(address.host(), advertise, mcmp, problems);
        datagramFits(address.host(), advertise, problems);
    }

    /** Without a key anybody in the network can make nodes register with him, and with a short one after some guessing. */
    private static void keyIsGood(String key, List<OptionsProblem> problems) {
        if (key.isEmpty()) {
            problems.add(problem(
                    "advertise.key",
                    "",
                    "a secret of " + AdvertiseOptions.MIN_KEY + " characters or more that the nodes have too, since"
                            + " without one anybody in the network can make nodes register with him; none is needed"
                            + " only where advertise.interface is loopback"));
        } else if (key.length() < AdvertiseOptions.MIN_KEY) {
            problems.add(problem(
                    "advertise.key",
                    "",
                    AdvertiseOptions.MIN_KEY + " characters or more, not " + key.length()
                            + ", since whoever hears one datagram can try all short ones"));
        }
    }

    private static void nodesCanConnect(
            String host, AdvertiseOptions advertise, McmpOptions mcmp, List<OptionsProblem> problems) {
        String remedy = "for instance advertise.address: 10.0.0.1";
        if (!advertise.getAddress().isEmpty()) {
            if (AddressTypes.isLoopback(host) && !advertise.isLoopback()) {
                problems.add(problem(
                        "advertise.address",
                        advertise.getAddress(),
                        "an address of this machine that nodes on others can connect to, " + remedy
                                + ", or advertise.interface set to loopback too"));
            }
        } else if (!AddressTypes.isPeer(host)) {
            problems.add(problem(
                    "advertise.address",
                    "",
                    "the address of this machine that nodes connect to, since mcmp.host is " + host + ", " + remedy));
        } else if (AddressTypes.isLoopback(host) && !advertise.isLoopback()) {
            problems.add(problem(
                    "advertise.address",
                    "",
                    "the address of this machine that nodes connect to, since mcmp.host is " + mcmp.getHost()
                            + ", where nodes on other machines cannot: set mcmp.host and mcmp.allow for them, or"
                            + " advertise.interface to loopback too"));
        }
    }

    private static void datagramFits(String host, AdvertiseOptions advertise, List<OptionsProblem> problems) {
        int brackets = host.indexOf(':') < 0 ? 0 : 2;
        int url = advertise.getManagerUrl().isEmpty()
                ? DEFAULT_URL
                : advertise.getManagerUrl().length();
        int rest = brackets + 1 + LONGEST_PORT + url + advertise.getProtocol().length();
        int longestHost = (ROOM - rest) / 2;
        if (host.length() > longestHost) {
            problems.add(problem(
                    "advertise.address",
                    advertise.getAddress(),
                    "a host of " + longestHost + " characters at most, since nodes read no more than 511 bytes"));
        }
    }

    private static OptionsProblem problem(String key, String value, String expectation) {
        return new OptionsProblem(key, ORIGIN, value, expectation);
    }
}
