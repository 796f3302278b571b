package io.modcluster.balancer.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sends the commands of a node to one balancer: HTTP requests with methods of their own and a form as body. */
final class McmpSender {
    /** What the Java node waits, section 4.3 of the protocol reference, is 20 s; a demo gives up sooner. */
    private static final long TIMEOUT_MILLIS = 5_000;

    private final HttpClient client;
    private final String host;
    private final int port;

    McmpSender(Vertx vertx, String host, int port) {
        this.client = vertx.createHttpClient();
        this.host = host;
        this.port = port;
    }

    /** JVMRoute first, the other fields by name. Completes with the answer 200, fails with any other. */
    Future<Void> send(String command, String target, String jvmRoute, Map<String, String> fields) {
        String body = "JVMRoute=" + encoded(jvmRoute)
                + new TreeMap<>(fields)
                        .entrySet().stream()
                                .map(field -> "&" + field.getKey() + "=" + encoded(field.getValue()))
                                .collect(Collectors.joining());
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.valueOf(command))
                .setHost(host)
                .setPort(port)
                .setURI(target)
                .setTimeout(TIMEOUT_MILLIS);
        return client.request(request)
                .compose((HttpClientRequest ready) -> ready.send(body))
                .compose(answer -> answer.body().compose(read -> judge(command, answer)));
    }

    Future<Void> close() {
        return client.close();
    }

    private static Future<Void> judge(String command, HttpClientResponse answer) {
        return answer.statusCode() == 200
                ? Future.succeededFuture()
                : Future.failedFuture(
                        new IOException(command + ": " + answer.statusCode() + " " + answer.getHeader("Mess")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
