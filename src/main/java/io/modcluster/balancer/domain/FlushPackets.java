package io.modcluster.balancer.domain;

/** When response data is passed on at once (MCMP: {@code flushpackets}). */
public enum FlushPackets {
    /** When a buffer is full. Default. */
    OFF(0, "Off"),
    /** After every piece. */
    ON(1, "On"),
    /** When nothing more came for {@code flushwait}. */
    AUTO(2, "Auto");

    private final int code;
    private final String infoName;

    FlushPackets(int code, String infoName) {
        this.code = code;
        this.infoName = infoName;
    }

    /** The number that DUMP prints. */
    public int code() {
        return code;
    }

    /** The word that INFO prints. */
    public String infoName() {
        return infoName;
    }
}
