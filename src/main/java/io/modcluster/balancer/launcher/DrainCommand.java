package io.modcluster.balancer.launcher;

import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Quoted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drain}: lets the sessions of a node end, at all balancers, and stops it then. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description =
                "Orders a node, or with --lbgroup all nodes of an LBGroup, to be drained: sessions stay, none begin,"
                        + " and when none was seen for --quiet, or --timeout has passed, it gets no more requests.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vertx-mod-cluster drain n1 --wait --timeout 60s",
            "      waits for the end and tells how far it is",
            "",
            "Exit codes: 0 ordered or, with --wait, drained; 1 the manager cannot do it; 2 wrong usage;",
            "4 not drained in time, or somebody took the order back."
        })
final class DrainCommand implements Callable<Integer> {
    /** As with other waiting commands. */
    static final int NOT_IN_TIME = 4;

    private static final long LOOK_MILLIS = 500;
    /** An order that is neither on nor ended for so long was taken back. */
    private static final int LOOKS_WITHOUT = 8;

    /** A balancer that is started again, or another one behind the same name, may take this long to answer. */
    private static final int FAILURES = 40;

    @Mixin
    private final ManagerArguments manager;

    @Parameters(paramLabel = "NODE", description = "JVMRoute of the node, or with --lbgroup the name of the group.")
    private String name = "";

    @Option(names = "--lbgroup", description = "NODE is the name of an LBGroup.")
    private boolean lbGroup;

    @Option(names = "--wait", description = "Ends when the drain does.")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "TIME", description = "After which it is over anyway. Default: 5m.")
    private String timeout = "5m";

    @Option(names = "--quiet", paramLabel = "TIME", description = "How long no session may be seen. Default: 30s.")
    private String quiet = "30s";

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for people.")
    private @Nullable String note;

    @Spec
    private @Nullable CommandSpec spec;

    DrainCommand(Surroundings surroundings) {
        this.manager = new ManagerArguments(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String target = target();
        JsonObject order = new JsonObject().put("timeout", timeout).put("quiet", quiet);
        if (note != null) {
            order.put("note", note);
        }
        String path = "/api/v1/" + (lbGroup ? "lbgroups/" : "nodes/")
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20") + "/drain";
        // what ended before is no answer
        long endedBefore = newestEnd(target);
        manager.post(path, order);
        PrintWriter out = Main.out(spec);
        out.println("draining " + name);
        out.flush();
        return wait ? await(target, endedBefore, out) : Main.OK;
    }

    private String target() {
        try {
            return (lbGroup ? new IntentTarget.OfLbGroup(name) : new IntentTarget.OfNode(new JvmRoute(name))).text();
        } catch (IllegalArgumentException wrong) {
            throw new ManagerCallFailure(String.valueOf(wrong.getMessage()));
        }
    }

    private int await(String target, long endedBefore, PrintWriter out) throws InterruptedException {
        String shown = "";
        int without = 0;
        int failures = 0;
        while (without < LOOKS_WITHOUT) {
            try {
                JsonObject drain = newest(target);
                failures = 0;
                if (drain == null || (drain.getLong("ended", Long.MAX_VALUE) <= endedBefore)) {
                    without++;
                } else if (drain.getString("state").equals("draining")) {
                    without = 0;
                    shown = progress(drain, shown, out);
                } else {
                    return ended(drain, out);
                }
            } catch (IOException gone) {
                failures++;
                if (failures > FAILURES) {
                    throw new ManagerCallFailure("manager: does not answer any more: " + Quoted.of(gone.toString())
                            + "; the drain goes on without it if there are other balancers");
                }
            }
            pause();
        }
        out.println("not drained: somebody took the order back");
        out.flush();
        return NOT_IN_TIME;
    }

    private static String progress(JsonObject drain, String shown, PrintWriter out) {
        Long eta = drain.getLong("etaMillis");
        String line = "about " + drain.getLong("sessions") + " sessions, " + drain.getLong("requests") + " requests"
                + (eta == null ? "" : ", about " + (eta + 999) / 1000 + "s to go");
        if (!line.equals(shown)) {
            out.println(line);
            out.flush();
        }
        return line;
    }

    private static int ended(JsonObject drain, PrintWriter out) {
        boolean drained = drain.getString("state").equals("drained");
        out.println(
                drained
                        ? "drained"
                        : "not drained in time: about " + drain.getLong("sessions") + " sessions and "
                                + drain.getLong("requests") + " requests were left");
        out.flush();
        return drained ? Main.OK : NOT_IN_TIME;
    }

    private long newestEnd(String target) throws IOException, InterruptedException {
        JsonObject newest = newest(target);
        return newest == null ? 0 : newest.getLong("ended", 0L);
    }

    /** The one that is on, else the one that ended last, else null. */
    private @Nullable JsonObject newest(String target) throws IOException, InterruptedException {
        JsonArray drains = manager.get("/api/v1/drains").getJsonArray("items");
        for (int i = 0; i < drains.size(); i++) {
            if (target.equals(drains.getJsonObject(i).getString("target"))) {
                return drains.getJsonObject(i);
            }
        }
        return null;
    }

    /** A latch that nobody opens: a pause that an interrupt ends. */
    private static void pause() throws InterruptedException {
        if (new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody opens it");
        }
    }
}
