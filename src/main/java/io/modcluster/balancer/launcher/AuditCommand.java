package io.modcluster.balancer.launcher;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: all that the members of the cluster remember of what was said and done, a line of JSON each. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description =
                "Prints what nodes and operators said and did at all members, and what was refused, a line of JSON"
                        + " each, the newest first, as far as it is remembered.",
        footerHeading = "%nExamples:%n",
        footer = "  vertx-mod-cluster audit --from 2026-11-21T00:00:00Z > audit.jsonl")
final class AuditCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;
    private static final int OK = 200;

    @Mixin
    private final ManagerArguments manager;

    @Option(names = "--subject", paramLabel = "NAME", description = "Only about this JVMRoute or target.")
    private String subject = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Only of this operator.")
    private String by = "";

    @Option(names = "--from", paramLabel = "TIME", description = "Not before, as 2026-11-21T10:15:30Z.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Before.")
    private String to = "";

    @Option(names = "--refused", description = "Only what was refused.")
    private boolean refused;

    @Spec
    private @Nullable CommandSpec spec;

    AuditCommand(Surroundings surroundings) {
        this.manager = new ManagerArguments(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = Main.out(spec);
        Set<String> printed = new HashSet<>();
        String before = to;
        for (boolean more = true; more; ) {
            List<JsonObject> page = page(before);
            long oldest = Long.MAX_VALUE;
            boolean news = false;
            for (JsonObject record : page) {
                oldest = Math.min(oldest, record.getLong("ts", 0L));
                if (printed.add(record.getString("id", ""))) {
                    out.println(PlainJson.of(record.encode()));
                    news = true;
                }
            }
            out.flush();
            more = page.size() == PAGE;
            // some of the same millisecond may be on the next page, unless a whole page is of one
            before = Long.toString(news ? oldest + 1 : oldest);
        }
        return Main.OK;
    }

    private List<JsonObject> page(String before) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = manager.lines(
                "/api/v1/audit?limit=" + PAGE + parameter("subject", subject) + parameter("by", by)
                        + parameter("from", from) + parameter("to", before) + (refused ? "&refused=true" : ""),
                "");
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != OK) {
                throw new ManagerCallFailure("manager: status " + response.statusCode() + ", "
                        + detail(lines.findFirst().orElse("")));
            }
            return lines.map(JsonObject::new).toList();
        }
    }

    private static String detail(String problem) {
        try {
            return new JsonObject(problem).getString("detail", "no detail");
        } catch (DecodeException | ClassCastException noJson) {
            return "without JSON (expected: the manager of a balancer)";
        }
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
