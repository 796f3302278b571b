package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.Quoted;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of values that are lists. A source without types separates the elements by commas. */
final class ListTypes {
    /** What a path can match after decoding, and what INFO can list: no parameters, no dot segments, no comma. */
    private static final Pattern CONTEXT = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[^/,;?#%\\\\\\p{Cntrl}]+)+");

    /** protocol-name ["/" protocol-version], each a token; 63 characters are plenty. */
    private static final Pattern UPGRADE =
            Pattern.compile("(?=.{1,63}$)[-!#$%&'*+.^_`|~a-z0-9]+(/[-!#$%&'*+.^_`|~a-z0-9]+)?");

    private ListTypes() {}

    /** A list of address blocks, not empty. */
    static OptionType<List<CidrBlock>> addressBlocks() {
        return addressBlocks(false);
    }

    /** A list of address blocks. */
    static OptionType<List<CidrBlock>> addressBlocks(boolean mayBeEmpty) {
        return list("a list of address blocks such as 10.1.0.0/16", mayBeEmpty, CidrBlock::parse);
    }

    /** Contexts, with or without the host that they are of. */
    static OptionType<List<String>> maintenance() {
        return list("a list of paths such as /shop or host and path such as shop.example.com/cart", true, text -> {
            int slash = text.indexOf('/');
            boolean host = slash == 0
                    || (slash > 0 && slash <= Alias.MAX_LENGTH && new Alias(text.substring(0, slash)).canMatch());
            if (!host || !CONTEXT.matcher(text.substring(slash)).matches()) {
                throw new IllegalArgumentException(Quoted.of(text));
            }
            return text.substring(0, slash).toLowerCase(Locale.ROOT) + text.substring(slash);
        });
    }

    /** A list of members of a cluster, which may be empty. */
    static OptionType<List<String>> members() {
        return list("a list of host, host:port or [IPv6 address]:port", true, MemberAddress::checked);
    }

    /** Status codes and ranges of them. */
    static OptionType<List<String>> statuses() {
        return list("a list of status codes such as 204 or 200-399", false, text -> {
            StatusRange.parse(text);
            return text;
        });
    }

    /** Secrets with whose they are. */
    static OptionType<List<String>> ajpSecrets() {
        return list(AjpSecret.EXPECTED, true, text -> AjpSecret.parse(text).text());
    }

    /** A list of protocols of Upgrade (RFC 9110 section 7.8), in lower case. Which HTTP is spoken is not a client's to change. */
    static OptionType<List<String>> upgradeTokens() {
        return list("a list of protocols of Upgrade such as websocket, but not h2c", true, text -> {
            String token = text.toLowerCase(Locale.ROOT);
            if (!UPGRADE.matcher(token).matches()
                    || token.equals("*")
                    || token.startsWith("h2c")
                    || token.startsWith("http/")) {
                throw new IllegalArgumentException(Quoted.of(text));
            }
            return token;
        });
    }

    /** Tokens of the manager with whose they are. */
    static OptionType<List<String>> managerTokens() {
        return list(
                ManagerToken.EXPECTED, true, text -> ManagerToken.parse(text).text());
    }

    /** Nodes, by what they are or belong to. */
    static OptionType<List<String>> nodeNames() {
        return list(NodeNames.EXPECTED, true, NodeNames::checked);
    }

    /** A list of balancers that a node registers with, which may be empty. */
    static OptionType<List<String>> balancers() {
        return list("a list of host:port or [IPv6 address]:port", true, MemberAddress::checked);
    }

    /** A list of the contexts of a node. */
    static OptionType<List<String>> contexts(boolean mayBeEmpty) {
        return list(
                "a list of paths such as /app, 79 characters each at most, as they are after decoding",
                mayBeEmpty,
                text -> {
                    if (text.length() > ContextPath.MAX_LENGTH
                            || !CONTEXT.matcher(text).matches()) {
                        throw new IllegalArgumentException(Quoted.of(text));
                    }
                    return text;
                });
    }

    /** A list of the aliases of a node. */
    static OptionType<List<String>> aliases(boolean mayBeEmpty) {
        return list("a list of host names such as shop.example.com, *.example.com or *", mayBeEmpty, text -> {
            if (text.isEmpty() || text.length() > Alias.MAX_LENGTH || !new Alias(text).canMatch()) {
                throw new IllegalArgumentException(Quoted.of(text));
            }
            return text.toLowerCase(Locale.ROOT);
        });
    }

    /** {@code parse} answers wrong text with an {@link IllegalArgumentException} that quotes it. */
    static <T> OptionType<List<T>> list(String expected, boolean mayBeEmpty, Function<String, T> parse) {
        return new OptionType<>(
                expected,
                ListTypes::elements,
                json -> json instanceof JsonArray array
                        ? parsed(array.getList(), expected, mayBeEmpty, parse)
                        : json instanceof List<?> list
                                ? parsed(list, expected, mayBeEmpty, parse)
                                : new Parsed.Bad<>(expected),
                values -> new JsonArray(
                        new ArrayList<>(values.stream().map(Object::toString).toList())),
                values -> values.stream().map(ListTypes::inYaml).collect(Collectors.joining(", ", "[", "]")));
    }

    private static List<String> elements(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    /** In a list of YAML a colon, a bracket or a star at the start of a word needs quotes. */
    private static String inYaml(Object element) {
        String text = element.toString();
        return text.startsWith(":") || text.startsWith("[") || text.startsWith("*") ? '"' + text + '"' : text;
    }

    private static <T> Parsed<List<T>> parsed(
            List<?> elements, String expected, boolean mayBeEmpty, Function<String, T> parse) {
        List<T> values = new ArrayList<>();
        for (Object element : elements) {
            if (!(element instanceof String || element instanceof Setting.Text)) {
                return new Parsed.Bad<>(expected);
            }
            try {
                values.add(parse.apply(element.toString()));
            } catch (IllegalArgumentException wrong) {
                return new Parsed.Bad<>(expected + "; wrong is " + wrong.getMessage());
            }
        }
        return values.isEmpty() && !mayBeEmpty ? new Parsed.Bad<>(expected) : new Parsed.Good<>(List.copyOf(values));
    }
}
