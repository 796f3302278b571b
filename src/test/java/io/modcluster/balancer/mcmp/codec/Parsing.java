package io.modcluster.balancer.mcmp.codec;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.domain.command.RegisterNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What tests of the parser say in one word. */
final class Parsing {
    static final String UNPARSEABLE =
            "SYNTAX: Can't parse MCMP message. It might have contained illegal symbols or unknown elements.";

    private Parsing() {}

    static McmpMessage parse(McmpMethod method, String target, String body) {
        return new McmpParser("mycluster").parse(method, target, body.getBytes(StandardCharsets.UTF_8));
    }

    static McmpMessage parse(McmpMethod method, String body) {
        return parse(method, "/", body);
    }

    static RegisterNode config(String body) {
        return ((McmpMessage.Config) parse(McmpMethod.CONFIG, body)).command();
    }

    static @Nullable McmpException refused(McmpMethod method, String body) {
        return catchThrowableOfType(McmpException.class, () -> parse(method, body));
    }

    /** Type, a blank, and the text of the refusal; "accepted" when there is none. */
    static String refusal(McmpMethod method, String body) {
        McmpException refused = refused(method, body);
        return refused == null ? "accepted" : refused.type() + " " + refused.mess();
    }
}
