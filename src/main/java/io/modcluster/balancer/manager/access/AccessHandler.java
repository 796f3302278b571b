package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.options.ManagerOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request pass that may: asked for under a name of this manager, by somebody who logged in where that is needed. A
 * POST needs an {@link Role#OPERATOR}, has to come from this origin, and to carry the {@link ChangeToken}; that of a form is
 * checked where the form is read, and what only asks a question by POST needs neither operator nor token. A bearer token
 * without a browser is enough by itself: no page can send one unasked. Reads change nothing, whatever they say. Belongs to
 * one event loop.
 */
public final class AccessHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(AccessHandler.class);
    /** Where the classic page is: what is posted there is a form, whose token the page checks. */
    public static final String FORM_PATH = "/mod_cluster_manager";

    /** What is asked by POST and changes nothing, to be kept out of logs: for viewers too, and without the token. */
    private static final Set<String> QUESTIONS = Set.of("/api/v1/explain", "/api/v1/explain-token");

    private static final int MAX_AUTHORIZATION = 1_000;
    private static final int MAX_NAME = 80;
    private static final Principal ANYBODY = new Principal("local", Role.OPERATOR, Principal.Way.NONE);

    private final Credentials credentials;
    private final Origins origins;
    private final ChangeToken token = new ChangeToken(new SecureRandom());
    private final LoginTries tries = new LoginTries();

    private AccessHandler(Credentials credentials, Origins origins) {
        this.credentials = credentials;
        this.origins = origins;
    }

    /** Reads what it needs; fails with the reason when it is not good. */
    public static Future<AccessHandler> of(Vertx vertx, ManagerOptions options) {
        return Credentials.of(vertx, options)
                .map(credentials -> new AccessHandler(credentials, new Origins(options, options.hasLogin())));
    }

    /** What each change has to carry. */
    public ChangeToken token() {
        return token;
    }

    @Override
    public void handle(RoutingContext request) {
        Problem wrong = refusal(request.request());
        if (wrong != null) {
            wrong.send(request);
            return;
        }
        if (!credentials.areNeeded()) {
            pass(request, credentials.areCertificates() ? byCertificate(request.request()) : ANYBODY);
            return;
        }
        String address = hostOf(request.request());
        long wait = tries.waitMillis(address, System.currentTimeMillis());
        if (wait > 0) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait / 1000 + 1));
            new Problem(429, "Too many tries", "too many failed logins from this address (expected: a pause)")
                    .send(request);
            return;
        }
        String sent = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (sent == null) {
            askForLogin(request);
            return;
        }
        // counts until it is known to be right: who sends many at once gets no more than who sends one after the other
        tries.failed(address, System.currentTimeMillis());
        // the body has to wait for its handler
        request.request().pause();
        principal(sent).onComplete(found -> {
            request.request().resume();
            if (found.succeeded() && found.result().isPresent()) {
                tries.succeeded(address);
                pass(request, found.result().get());
            } else if (found.cause() instanceof Problem busy) {
                tries.succeeded(address);
                busy.send(request);
            } else {
                LOG.warn("manager login failed peer={} method={}", address, methodOf(sent));
                askForLogin(request);
            }
        });
    }

    private @Nullable Problem refusal(HttpServerRequest request) {
        Problem wrong = origins.wrongName(request);
        if (wrong != null) {
            return wrong;
        }
        if (request.method().equals(HttpMethod.POST)) {
            return Origins.foreignChange(request);
        }
        boolean read =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!read) {
            return new Problem(405, "Wrong method", "method (expected: GET, HEAD or POST)");
        }
        return request.path() != null && request.path().startsWith("/api/") ? Origins.foreignRead(request) : null;
    }

    private Future<Optional<Principal>> principal(String sent) {
        int space = sent.indexOf(' ');
        if (space < 0 || sent.length() > MAX_AUTHORIZATION) {
            return Future.succeededFuture(Optional.empty());
        }
        String value = sent.substring(space + 1).strip();
        return switch (methodOf(sent)) {
            case "bearer" -> Future.succeededFuture(credentials.byToken(value));
            case "basic" -> credentials.byPassword(value);
            default -> Future.succeededFuture(Optional.empty());
        };
    }

    private static String methodOf(String authorization) {
        String method = authorization.substring(0, Math.max(0, authorization.indexOf(' ')));
        return method.equalsIgnoreCase("bearer") || method.equalsIgnoreCase("basic")
                ? method.toLowerCase(Locale.ROOT)
                : "other";
    }

    private void askForLogin(RoutingContext request) {
        String realm = credentials.hasUsers() ? "Basic realm=\"vertx-mod-cluster\", charset=\"UTF-8\"" : "Bearer";
        request.response().putHeader("WWW-Authenticate", realm);
        new Problem(401, "Login needed", "Authorization (expected: Bearer TOKEN, or Basic for a user)").send(request);
    }

    /** TLS has seen to it that there is one of the right issuer. */
    private static Principal byCertificate(HttpServerRequest request) {
        try {
            String name = request.connection().sslSession().getPeerPrincipal().getName();
            return new Principal(clipped(name), Role.OPERATOR, Principal.Way.CERTIFICATE);
        } catch (SSLPeerUnverifiedException | NullPointerException noCertificate) {
            throw new Problem(401, "Login needed", "certificate: none (expected: one of manager.tls-client-ca)");
        }
    }

    private static String clipped(String name) {
        String quoted = Quoted.of(name);
        // escaped it may be six times as long, and has to fit into a note
        return quoted.substring(1, Math.min(quoted.length() - 1, MAX_NAME + 1));
    }

    private void pass(RoutingContext request, Principal principal) {
        principal.asks(request);
        if (request.request().method().equals(HttpMethod.POST)
                && !QUESTIONS.contains(String.valueOf(request.request().path()))) {
            Problem wrong = refusalOfChange(request.request(), principal);
            if (wrong != null) {
                LOG.warn(
                        "manager change refused peer={} by={} reason={}",
                        hostOf(request.request()),
                        principal.name(),
                        wrong.getMessage());
                wrong.send(request);
                return;
            }
        }
        request.next();
    }

    private @Nullable Problem refusalOfChange(HttpServerRequest request, Principal principal) {
        if (principal.role() != Role.OPERATOR) {
            return new Problem(403, "Not allowed", "role: viewer (expected: operator)");
        }
        boolean script = principal.way() == Principal.Way.BEARER && !Origins.isFromBrowser(request);
        return script || isForm(request) || token.is(request.getHeader(ChangeToken.HEADER)) ? null : noToken();
    }

    /** What a change without the token hears. */
    public static Problem noToken() {
        return new Problem(
                403,
                "Token needed",
                ChangeToken.HEADER
                        + " is missing or wrong (expected: the token of GET /api/v1/session, which changes with"
                        + " each start)");
    }

    /** Whether the token is to be looked for in the body: the classic page alone takes forms, and does so. */
    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return FORM_PATH.equals(request.path())
                && type != null
                && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    private static String hostOf(HttpServerRequest request) {
        return request.remoteAddress() == null
                ? ""
                : String.valueOf(request.remoteAddress().hostAddress());
    }
}
