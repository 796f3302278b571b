package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.options.ManagerOptions;
import io.modcluster.balancer.options.ManagerToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells who somebody is by what they send. Of tokens it keeps hashes only. A password that was right is remembered, as a
 * keyed hash, so that it costs its tenths of a second once. Belongs to one event loop.
 */
final class Credentials {
    private static final String HMAC = "HmacSHA256";
    private static final int MAX_REMEMBERED = 1_000;
    /** Passwords that are checked or wait for that; each takes tenths of a second. */
    private static final int MAX_CHECKING = 32;

    private final Vertx vertx;
    private final byte[] key = new byte[32];
    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, UsersFile.User> users;
    private final boolean certificates;
    /** By name: the keyed hash of the password that was right. */
    private final Map<String, byte[]> right = new LinkedHashMap<>();

    private int checking;

    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never as records
    private record Token(byte[] hash, Principal principal) {}

    private Credentials(Vertx vertx, ManagerOptions options, Map<String, UsersFile.User> users) {
        this.vertx = vertx;
        this.users = users;
        this.certificates = !options.getTlsClientCa().isEmpty();
        new SecureRandom().nextBytes(key);
        for (String element : options.getTokens()) {
            ManagerToken token = ManagerToken.parse(element);
            Role role = token.operator() ? Role.OPERATOR : Role.VIEWER;
            tokens.add(new Token(keyed(token.token()), new Principal(token.name(), role, Principal.Way.BEARER)));
        }
    }

    /** Reads the file of users, if there is one; fails when it is not good. */
    static Future<Credentials> of(Vertx vertx, ManagerOptions options) {
        Future<Map<String, UsersFile.User>> users = options.getUsers().isEmpty()
                ? Future.succeededFuture(Map.of())
                : vertx.executeBlocking(() -> UsersFile.read(Path.of(options.getUsers())));
        return users.map(read -> new Credentials(vertx, options, read));
    }

    /** Whether somebody has to say who they are beyond having a certificate. */
    boolean areNeeded() {
        return !tokens.isEmpty() || !users.isEmpty();
    }

    /** Whether a certificate is enough. */
    boolean areCertificates() {
        return certificates && !areNeeded();
    }

    /** Whether people log in by name and password. */
    boolean hasUsers() {
        return !users.isEmpty();
    }

    /** Whose token this is, if it is one. Compares with all of them, whichever it is. */
    Optional<Principal> byToken(String token) {
        byte[] hash = keyed(token);
        Principal found = null;
        for (Token known : tokens) {
            if (MessageDigest.isEqual(known.hash, hash)) {
                found = known.principal;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Who this is, if name and password, in base64, are right. Takes as long for a name that nobody has. */
    Future<Optional<Principal>> byPassword(String encoded) {
        String text;
        try {
            text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noBase64) {
            return Future.succeededFuture(Optional.empty());
        }
        int colon = text.indexOf(':');
        if (colon < 0 || users.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        String name = text.substring(0, colon);
        String password = text.substring(colon + 1);
        UsersFile.User user = users.get(name);
        byte[] remembered = right.get(name);
        if (user != null && remembered != null && MessageDigest.isEqual(remembered, keyed(password))) {
            return Future.succeededFuture(Optional.of(principal(name, user)));
        }
        if (checking >= MAX_CHECKING) {
            return Future.failedFuture(
                    new Problem(503, "Too many logins", "logins that wait (expected: less than " + MAX_CHECKING + ")"));
        }
        checking++;
        UsersFile.User compared =
                user != null ? user : users.values().iterator().next();
        // one after the other: whoever guesses does not get all workers of this process
        return vertx.executeBlocking(() -> compared.hash().matches(password.toCharArray()), true)
                .onComplete(checked -> checking--)
                .map(matches -> matches ? found(name, user, password) : Optional.empty());
    }

    private Optional<Principal> found(String name, UsersFile.@Nullable User user, String password) {
        if (user == null) {
            return Optional.empty();
        }
        if (right.size() < MAX_REMEMBERED) {
            right.put(name, keyed(password));
        }
        return Optional.of(principal(name, user));
    }

    private static Principal principal(String name, UsersFile.User user) {
        return new Principal(name, user.role(), Principal.Way.BASIC);
    }

    private byte[] keyed(String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + HMAC, missing);
        }
    }
}
