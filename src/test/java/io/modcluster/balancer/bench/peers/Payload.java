package io.modcluster.balancer.bench.peers;

/** Files of the backend. */
enum Payload {
    BYTES_13("13b", 13),
    KIB_100("100k", 100 * 1024),
    MIB_1("1m", 1024 * 1024);

    /** Bytes of a POST, and of its answer. */
    static final int POSTED = 1024;

    private final String file;
    private final int bytes;

    Payload(String file, int bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    String file() {
        return file;
    }

    int bytes() {
        return bytes;
    }
}
