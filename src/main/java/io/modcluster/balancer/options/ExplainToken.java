package io.modcluster.balancer.options;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and knows the tokens for {@code X-Balancer-Explain}: until when one is good, in seconds since 1970, a dot, and an
 * HMAC-SHA256 of that under {@code explain.secret}. Good at every balancer with the same secret, as often as one likes, until
 * then. Any thread.
 */
public final class ExplainToken {
    /** The field of a request that carries one, and the field of the response. */
    public static final String HEADER = "X-Balancer-Explain";
    /** What is good for longer was made by nobody of ours. */
    static final Duration MAX_LIFETIME = Duration.ofMinutes(15);

    private static final String HMAC = "HmacSHA256";
    /** The same secret must not sign the same text for another purpose. */
    private static final String PURPOSE = "modcluster explain until ";
    /** Seconds until the year 5138, a dot, 32 bytes in base64. */
    private static final int MAX_LENGTH = 11 + 1 + 43;

    private final SecretKeySpec key;
    private final Duration lifetime;

    /** Tokens of these options, whose secret must not be empty. */
    public ExplainToken(ExplainOptions options) {
        this.key = new SecretKeySpec(options.getSecret().getBytes(StandardCharsets.US_ASCII), HMAC);
        this.lifetime = options.getLifetime();
    }

    /** Until when one is good that is made now; milliseconds since 1970, whole seconds. */
    public long until(long nowMillis) {
        return (nowMillis + lifetime.toMillis()) / 1000 * 1000;
    }

    /** One that is good until then, milliseconds since 1970. Never to be logged. */
    public String of(long untilMillis) {
        long seconds = untilMillis / 1000;
        return seconds + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature(seconds));
    }

    /** Whether this is one that is good at this moment; the time it takes does not tell how much of it is right. */
    public boolean isGood(String token, long nowMillis) {
        int dot = token.indexOf('.');
        if (dot < 1 || dot > 11 || token.length() > MAX_LENGTH || !isNumber(token, dot)) {
            return false;
        }
        long seconds = Long.parseLong(token.substring(0, dot));
        long left = seconds * 1000 - nowMillis;
        return left > 0
                && left <= MAX_LIFETIME.toMillis()
                && MessageDigest.isEqual(
                        of(seconds * 1000).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isNumber(String text, int end) {
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private byte[] signature(long seconds) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal((PURPOSE + seconds).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + HMAC, missing);
        }
    }

    @Override
    public String toString() {
        return "ExplainToken ***";
    }
}
