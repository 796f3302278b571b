package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.JvmRoute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Short answers (MCMP §2.3 to §2.6). */
public final class Replies {
    /**
     * What the reference's test suite reads as "speaks the current protocol": the name of the protocol's home, not of this
     * product; a major version of 1 would mean the protocol of the old releases.
     */
    public static final String RELEASE = "mod_proxy_cluster/2.0.0.Final";
    /** Version of the protocol, also header {@code Version} of refusals. */
    public static final String PROTOCOL = "0.2.1";

    static final String XML_DECLARATION = "<?xml version=\"1.0\" standalone=\"yes\" ?>\n";

    private Replies() {}

    /** VERSION. */
    public static McmpReply version(boolean xml) {
        return xml
                ? McmpReply.xml(XML_DECLARATION + "<version><release>" + RELEASE + "</release><protocol>" + PROTOCOL
                        + "</protocol></version>\n")
                : McmpReply.text("release: " + RELEASE + ", protocol: " + PROTOCOL + "\n");
    }

    /** STATUS. {@code id} stays the same as long as the tables were not lost. */
    public static McmpReply status(JvmRoute route, boolean ok, long id) {
        return McmpReply.text("Type=STATUS-RSP&JVMRoute=" + WireText.pair(route.value()) + state(ok, id));
    }

    /** PING of a node. */
    public static McmpReply ping(JvmRoute route, boolean ok, long id) {
        return McmpReply.text("Type=PING-RSP&JVMRoute=" + WireText.pair(route.value()) + state(ok, id));
    }

    /** PING of this balancer or of an address. */
    public static McmpReply ping(boolean ok, long id) {
        return McmpReply.text("Type=PING-RSP" + state(ok, id));
    }

    private static String state(boolean ok, long id) {
        return "&State=" + (ok ? "OK" : "NOTOK") + "&id=" + id + "\n";
    }

    /** ENABLE-APP, DISABLE-APP, REMOVE-APP: the rows that the command was about and that could be stored. */
    public static McmpReply app(McmpMethod method, JvmRoute route, List<ContextKey> touched) {
        Map<String, List<String>> contexts = new LinkedHashMap<>();
        for (ContextKey key : touched) {
            contexts.computeIfAbsent(key.alias().value(), alias -> new ArrayList<>())
                    .add(WireText.line(key.path().value()));
        }
        StringBuilder body = new StringBuilder()
                .append("Type=")
                .append(method.wireName())
                .append("-RSP\nJvmRoute=")
                .append(WireText.line(route.value()));
        contexts.forEach((alias, paths) -> body.append("\nAlias=")
                .append(WireText.line(alias))
                .append(" Contexts=")
                .append(String.join(",", paths))
                .append('\n'));
        return McmpReply.text(body.append('\n').toString());
    }

    /**
     * STOP-APP: one line, as in the released mod_cluster. The client reads {@code Requests} and asks again until it is 0
     * (MCMP §4.6).
     *
     * @param requests requests that the node is busy with for these contexts
     */
    public static McmpReply stopApp(JvmRoute route, List<ContextKey> touched, long requests) {
        return McmpReply.text("Type=STOP-APP-RSP&JvmRoute=" + WireText.pair(route.value())
                + "&Alias="
                + distinct(touched.stream().map(key -> key.alias().value()).toList())
                + "&Context="
                + distinct(touched.stream().map(key -> key.path().value()).toList())
                + "&Requests=" + requests + "\n");
    }

    private static String distinct(List<String> values) {
        return values.stream().distinct().map(WireText::pair).collect(Collectors.joining(","));
    }
}
