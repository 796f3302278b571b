package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.Quoted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: where a request would go and why, as each member of the cluster sees it. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description = "Tells where a request would go, and what speaks for and against each node; sends none.",
        footerHeading = "%nExamples:%n",
        footer = {"  vertx-mod-cluster explain http://shop.example/cart --cookie JSESSIONID=abc.n1"})
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final ManagerArguments manager;

    @Parameters(paramLabel = "URL", description = "Of the request: its host and path are looked at.")
    private String requested = "";

    @Option(names = "--cookie", paramLabel = "TEXT", description = "Its Cookie header.")
    private String cookie = "";

    @Option(names = "--method", paramLabel = "METHOD", description = "Its method. Default: GET.")
    private String method = "GET";

    @Option(names = "--client", paramLabel = "ADDRESS", description = "Address of its client.")
    private String client = "";

    @Option(
            names = "--header",
            paramLabel = "LINE",
            description = "Another of its header fields, for balancing.hash-on. May be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "A moment of the past, as 2026-11-21T10:15:30Z or in milliseconds since 1970.")
    private String at = "";

    @Spec
    private @Nullable CommandSpec spec;

    ExplainCommand(Surroundings surroundings) {
        this.manager = new ManagerArguments(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI uri = uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        // not in a query: a cookie would be in logs of proxies on the way
        JsonObject question = new JsonObject()
                .put("method", method)
                .put("host", uri.getRawAuthority())
                .put("path", uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .put("cookie", cookie)
                .put("client", client)
                .put("headers", headers());
        if (!at.isEmpty()) {
            question.put("at", at);
        }
        JsonObject answer = manager.post("/api/v1/explain", question);
        PrintWriter out = Main.out(spec);
        JsonArray members = answer.getJsonArray("members");
        for (int i = 0; i < members.size(); i++) {
            print(members.getJsonObject(i), out);
        }
        out.println(answer.getBoolean("agree") ? "all members that answered agree" : "MEMBERS DO NOT AGREE");
        differences(answer.getJsonArray("differences", new JsonArray()), out);
        out.flush();
        return Main.OK;
    }

    private URI uri() {
        try {
            URI uri = URI.create(requested);
            if (uri.getRawAuthority() != null) {
                return uri;
            }
        } catch (IllegalArgumentException wrong) {
            // said below, with what was expected
        }
        throw new ManagerCallFailure(
                "URL: " + Quoted.of(requested) + " (expected: one such as http://shop.example/cart)");
    }

    private JsonObject headers() {
        JsonObject fields = new JsonObject();
        for (String line : headers) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ManagerCallFailure("--header: " + Quoted.of(line) + " (expected: one such as X-User: eve)");
            }
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    /** Names come from nodes: a terminal gets them quoted. */
    private static void print(JsonObject member, PrintWriter out) {
        JsonObject said = member.getJsonObject("explanation");
        out.println(member.getString("member") + (said == null ? ": does not answer" : ": " + choice(said)));
        JsonArray steps = said == null ? new JsonArray() : said.getJsonArray("steps");
        for (int i = 0; i < steps.size(); i++) {
            JsonObject step = steps.getJsonObject(i);
            String session = step.getString("sessionRoute");
            out.println("  balancer " + Quoted.of(step.getString("balancer")) + ", policy " + step.getString("policy")
                    + (session == null ? ", no session" : ", session of " + Quoted.of(session)));
            JsonArray candidates = step.getJsonArray("candidates");
            for (int j = 0; j < candidates.size(); j++) {
                JsonObject candidate = candidates.getJsonObject(j);
                out.println("    " + (candidate.getBoolean("chosen") ? "-> " : "   ")
                        + Quoted.of(candidate.getString("node")) + " " + candidate.getString("status") + " load "
                        + candidate.getInteger("load") + ": " + Quoted.of(candidate.getString("reason")));
            }
        }
        JsonObject past = said == null ? null : said.getJsonObject("past");
        if (past != null) {
            out.println("  as of " + past.getString("at") + "; not known:");
            past.getJsonArray("notKnown").forEach(text -> out.println("    " + text));
        }
    }

    private static void differences(JsonArray differences, PrintWriter out) {
        for (int i = 0; i < differences.size(); i++) {
            JsonObject difference = differences.getJsonObject(i);
            out.println("  " + Quoted.of(difference.getString("about")));
            JsonArray answers = difference.getJsonArray("answers");
            for (int j = 0; j < answers.size(); j++) {
                JsonObject one = answers.getJsonObject(j);
                out.println("    " + one.getString("member") + " says " + Quoted.of(one.getString("says")));
            }
        }
    }

    private static String choice(JsonObject said) {
        return switch (said.getString("outcome")) {
            case "chosen" ->
                "to " + Quoted.of(said.getString("node")) + ", context " + Quoted.of(said.getString("context"));
            case "not_known" -> "knows nothing so old, only since " + said.getString("knownFrom");
            case "refused" -> "answered " + said.getInteger("status") + ": " + said.getString("reason");
            default -> "to no node: " + said.getString("outcome");
        };
    }
}
