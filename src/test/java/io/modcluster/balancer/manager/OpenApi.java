package io.modcluster.balancer.manager;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A document of OpenAPI, as far as ours goes: its operations, and whether a value is one of a schema. */
final class OpenApi {
    private final JsonObject document;

    OpenApi(String yaml) {
        Map<String, Object> map = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        this.document = new JsonObject(new JsonObject(map).encode());
    }

    /** Such as {@code GET /api/v1/nodes/{jvmRoute}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue())
                .fieldNames()
                .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** What is wrong with the body of a successful answer. */
    List<String> problems(String method, String path, JsonObject body) {
        JsonObject schema = document.getJsonObject("paths")
                .getJsonObject(path)
                .getJsonObject(method)
                .getJsonObject("responses")
                .getJsonObject("200")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema");
        List<String> problems = new ArrayList<>();
        check("", schema, body, problems);
        return problems;
    }

    /** What is wrong with a value of a named schema. */
    List<String> problems(String schema, JsonObject value) {
        List<String> problems = new ArrayList<>();
        check("", named("#/components/schemas/" + schema), value, problems);
        return problems;
    }

    private JsonObject named(String reference) {
        JsonObject found = document;
        for (String part : reference.substring(2).split("/", -1)) {
            found = found.getJsonObject(part);
        }
        return found;
    }

    private void check(String at, JsonObject schema, Object value, List<String> problems) {
        if (schema.containsKey("$ref")) {
            check(at, named(schema.getString("$ref")), value, problems);
            return;
        }
        if (value == null) {
            if (!schema.getBoolean("nullable", false)) {
                problems.add(at + " is null");
            }
            return;
        }
        JsonArray all = schema.getJsonArray("allOf", new JsonArray());
        all.forEach(part -> check(at, (JsonObject) part, value, problems));
        if (schema.containsKey("enum") && !schema.getJsonArray("enum").contains(value)) {
            problems.add(at + " is " + value);
        }
        switch (schema.getString("type", "any")) {
            case "object" -> object(at, schema, value, problems);
            case "array" -> array(at, schema, value, problems);
            case "string" -> is(at, value instanceof String, value, problems);
            case "boolean" -> is(at, value instanceof Boolean, value, problems);
            case "integer" -> is(at, value instanceof Integer || value instanceof Long, value, problems);
            case "number" -> is(at, value instanceof Number, value, problems);
            default -> problems.add(at + " has no type in the document");
        }
    }

    private static void is(String at, boolean good, Object value, List<String> problems) {
        if (!good) {
            problems.add(at + " is a " + value.getClass().getSimpleName());
        }
    }

    private void array(String at, JsonObject schema, Object value, List<String> problems) {
        is(at, value instanceof JsonArray, value, problems);
        if (value instanceof JsonArray items) {
            for (int i = 0; i < items.size(); i++) {
                check(at + "[" + i + "]", schema.getJsonObject("items"), items.getValue(i), problems);
            }
        }
    }

    /** A field that the document does not have is a mistake here, though clients have to pass over it. */
    private void object(String at, JsonObject schema, Object value, List<String> problems) {
        is(at, value instanceof JsonObject, value, problems);
        if (!(value instanceof JsonObject json) || !schema.containsKey("properties")) {
            return;
        }
        schema.getJsonArray("required", new JsonArray()).forEach(field -> {
            if (!json.containsKey((String) field)) {
                problems.add(at + "." + field + " is missing");
            }
        });
        Set<String> known = new TreeSet<>();
        collect(schema, known);
        schema.getJsonObject("properties").forEach(property -> {
            if (json.containsKey(property.getKey())) {
                check(
                        at + "." + property.getKey(),
                        (JsonObject) property.getValue(),
                        json.getValue(property.getKey()),
                        problems);
            }
        });
        if (isWhole(schema)) {
            json.fieldNames().stream()
                    .filter(field -> !known.contains(field))
                    .forEach(field -> problems.add(at + "." + field + " is not documented"));
        }
    }

    /** A schema that others build on is checked by them. */
    private boolean isWhole(JsonObject schema) {
        return !schema.equals(named("#/components/schemas/Page")) && !schema.equals(named("#/components/schemas/Node"));
    }

    private void collect(JsonObject schema, Set<String> known) {
        if (schema.containsKey("$ref")) {
            collect(named(schema.getString("$ref")), known);
        }
        schema.getJsonArray("allOf", new JsonArray()).forEach(part -> collect((JsonObject) part, known));
        known.addAll(schema.getJsonObject("properties", new JsonObject()).fieldNames());
    }
}
