package io.modcluster.balancer.mcmp.codec;

import java.util.Optional;

/** The commands of MCMP (§1.2). The ids of JGroups (ADDID, REMOVEID, QUERY) are not among them, as in the reference. */
public enum McmpMethod {
    /** A node registers or sends other settings. */
    CONFIG("CONFIG"),
    /** Contexts take every request. */
    ENABLE_APP("ENABLE-APP"),
    /** Contexts take requests of sessions only. */
    DISABLE_APP("DISABLE-APP"),
    /** Contexts take no request. */
    STOP_APP("STOP-APP"),
    /** Contexts, or a whole node, go away. */
    REMOVE_APP("REMOVE-APP"),
    /** A node reports its load. */
    STATUS("STATUS"),
    /** What is registered, for nodes. */
    INFO("INFO"),
    /** What is registered, with all settings. */
    DUMP("DUMP"),
    /** Whether the balancer, a node or an address answers. */
    PING("PING"),
    /** Which MCMP is spoken. */
    VERSION("VERSION");

    private final String wireName;

    McmpMethod(String wireName) {
        this.wireName = wireName;
    }

    /** The method of this name in any case, or empty when there is none. */
    public static Optional<McmpMethod> of(String name) {
        for (McmpMethod method : values()) {
            if (method.wireName.equalsIgnoreCase(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** The name as nodes send it. */
    public String wireName() {
        return wireName;
    }
}
