package io.modcluster.balancer.manager.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The hash of a password, as the file of users has it: {@code pbkdf2-sha256$ITERATIONS$SALT$HASH}, the last two in base64.
 * PBKDF2 with HMAC-SHA-256 (RFC 8018), from the JDK. Making and checking one takes tenths of a second by intention: never on
 * an event loop.
 */
public final class PasswordHash {
    /** Longest password, in characters. */
    public static final int MAX_PASSWORD = 256;
    /** As OWASP asks for PBKDF2 with HMAC-SHA-256. */
    static final int ITERATIONS = 600_000;

    private static final int MIN_ITERATIONS = 1_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final String SCHEME = "pbkdf2-sha256";
    private static final Pattern FORM =
            Pattern.compile(SCHEME + "\\$([0-9]{4,8})\\$([A-Za-z0-9+/]{22,88}={0,2})\\$([A-Za-z0-9+/]{43}=)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a password with a new salt; fails with {@link IllegalArgumentException} on one that is empty or too long. */
    public static PasswordHash of(char[] password) {
        return of(password, ITERATIONS);
    }

    static PasswordHash of(char[] password, int iterations) {
        if (password.length == 0 || password.length > MAX_PASSWORD) {
            throw new IllegalArgumentException(
                    "password: length " + password.length + " (expected: 1.." + MAX_PASSWORD + ")");
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(iterations, salt, derived(password, salt, iterations));
    }

    /** Reads what {@link #text} writes; fails with {@link IllegalArgumentException}, which does not repeat it. */
    static PasswordHash parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int iterations = Integer.parseInt(matcher.group(1));
            if (iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS) {
                return new PasswordHash(
                        iterations,
                        Base64.getDecoder().decode(matcher.group(2)),
                        Base64.getDecoder().decode(matcher.group(3)));
            }
        }
        throw new IllegalArgumentException("the hash is none (expected: " + SCHEME
                + "$ITERATIONS$SALT$HASH, as the command hash-password writes it)");
    }

    /** Whether this is the password; the time it takes does not tell how much of it is right. */
    boolean matches(char[] password) {
        return password.length <= MAX_PASSWORD && MessageDigest.isEqual(hash, derived(password, salt, iterations));
    }

    /** What a file of users has. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] derived(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", missing);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt)
                && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    /** Without the hash: what is printed may be read. */
    @Override
    public String toString() {
        return SCHEME + "$" + iterations + "$***";
    }
}
