package io.modcluster.balancer.advertise.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The digest of one key (MCMP §5.3): MD5 over salt, date, sequence and server. It proves that the sender knew the key, not that
 * the datagram is new, and it does not cover the address. Without a key anybody can compute it. Immutable, never prints the key.
 */
public final class AdvertiseDigest {
    /** MD5, 128 bits. */
    static final int LENGTH = 16;

    private final byte[] salt;

    private AdvertiseDigest(byte[] salt) {
        this.salt = salt;
    }

    /**
     * The digest of a key.
     *
     * @param key printable ASCII; empty for none. Nodes in Java read any other character as a question mark.
     * @throws IllegalArgumentException if there is another character in it; does not tell the key
     */
    public static AdvertiseDigest of(String key) {
        if (!Wire.isPrintable(key)) {
            throw new IllegalArgumentException("advertise key with other characters than printable ASCII");
        }
        return new AdvertiseDigest(
                key.isEmpty() ? new byte[LENGTH] : md5().digest(key.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The 16 bytes for the texts as they stand in the datagram. */
    byte[] of(String date, long sequence, String server) {
        MessageDigest md5 = md5();
        md5.update(salt);
        md5.update(date.getBytes(StandardCharsets.US_ASCII));
        md5.update(Long.toString(sequence).getBytes(StandardCharsets.US_ASCII));
        return md5.digest(server.getBytes(StandardCharsets.US_ASCII));
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "digest with a key or none";
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }
}
