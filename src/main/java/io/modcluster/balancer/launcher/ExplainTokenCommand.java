package io.modcluster.balancer.launcher;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code explain-token}: what a request carries to be told on its response what was chosen for it. */
@Command(
        name = "explain-token",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        description =
                "Prints a token for the header X-Balancer-Explain, good for some minutes (explain.lifetime) at every"
                        + " balancer with the same explain.secret, for clients in explain.allow.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  curl -i -H \"X-Balancer-Explain: $(vertx-mod-cluster explain-token)\" http://shop.example/cart",
        })
final class ExplainTokenCommand implements Callable<Integer> {
    @Mixin
    private final ManagerArguments manager;

    @Spec
    private @Nullable CommandSpec spec;

    ExplainTokenCommand(Surroundings surroundings) {
        this.manager = new ManagerArguments(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonObject made = manager.post("/api/v1/explain-token", new JsonObject());
        Main.out(spec).println(made.getString("token"));
        Main.out(spec).flush();
        return Main.OK;
    }
}
