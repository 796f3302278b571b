package io.modcluster.balancer.manager.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What each change has to carry: 128 bits that only who may read an answer of this process knows. */
public final class ChangeToken {
    /** The header it comes in. */
    public static final String HEADER = "X-Modcluster-Token";
    /** The field of a form it comes in. */
    public static final String FIELD = "token";

    private static final int BYTES = 16;

    private final String value;

    /** A new one. */
    public ChangeToken(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        this.value = HexFormat.of().formatHex(bytes);
    }

    /** The token, for who may know it. Never to be logged. */
    public String value() {
        return value;
    }

    /** Whether this is it; the time it takes does not tell how much of it is right. */
    public boolean is(@Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.US_ASCII), sent.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ChangeToken ***";
    }
}
