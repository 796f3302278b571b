package io.modcluster.balancer.testkit.cluster;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of the namespaces and links of one {@link NetworkHosts}. They begin with the id of the process that made them, so that
 * the leftovers of a dead one are known by it.
 *
 * @param prefix of all names; short, since a link's name has 15 characters at most
 */
record NetworkNames(String prefix) {
    private static final Pattern OURS = Pattern.compile("(mc-([0-9a-z]{1,5})-[0-9a-z]{2})[a-z].*");
    private static final Logger log = LoggerFactory.getLogger(NetworkNames.class);

    /** Names that nobody uses. */
    static NetworkNames newOnes() {
        String pid = Long.toString(ProcessHandle.current().pid(), 36);
        int chance = ThreadLocalRandom.current().nextInt(36, 36 * 36);
        return new NetworkNames("mc-" + pid + "-" + Integer.toString(chance, 36));
    }

    /** The namespace of a host. */
    String host(int host) {
        return prefix + "h" + host;
    }

    /** The namespace of the bridge that connects the hosts. */
    String hub() {
        return prefix + "hub";
    }

    /** In the hub, the end of a host's cable. */
    String port(int host) {
        return "port" + host;
    }

    /** Here, the bridge between the test and all hosts. */
    String bridge() {
        return prefix + "b";
    }

    /** Here, the end of the cable between the test and a host. */
    String managementLink(int host) {
        return prefix + "m" + host;
    }

    /** Deletes everything that has these names, and kills what runs there. May be called again. */
    void deleteAll() {
        namespaces().filter(name -> name.startsWith(prefix)).forEach(NetworkNames::deleteNamespace);
        links().filter(name -> name.startsWith(prefix)).forEach(name -> quietly("link del " + name));
    }

    /** Deletes what processes left behind that are no more. */
    static void deleteLeftovers() {
        Stream.concat(namespaces(), links())
                .map(OURS::matcher)
                .filter(Matcher::matches)
                .filter(matcher ->
                        ProcessHandle.of(Long.parseLong(matcher.group(2), 36)).isEmpty())
                .map(matcher -> new NetworkNames(matcher.group(1)))
                .distinct()
                .forEach(NetworkNames::deleteAll);
    }

    private static Stream<String> namespaces() {
        return quietly("netns list").lines().map(line -> line.split(" ", 2)[0]);
    }

    private static Stream<String> links() {
        // "7: name@peer: <FLAGS> …"
        return quietly("-o link show").lines().map(line -> line.split("[ :@]+", 3)[1]);
    }

    private static void deleteNamespace(String name) {
        List<String> processes = quietly("netns pids " + name).lines().toList();
        processes.stream()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                .forEach(ProcessHandle::destroyForcibly);
        quietly("netns del " + name);
    }

    /** A link goes with its other end or with its namespace, so it may be gone already. */
    private static String quietly(String arguments) {
        try {
            return IpCommand.run(arguments);
        } catch (IpCommand.Refused gone) {
            log.debug("nothing to clean up: {}", gone.getMessage());
            return "";
        }
    }
}
