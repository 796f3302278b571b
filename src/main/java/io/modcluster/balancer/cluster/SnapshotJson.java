package io.modcluster.balancer.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The entries of a replica as one JSON object, an entry on each line, so that people can read and compare it. */
final class SnapshotJson {
    static final int VERSION = 1;

    private SnapshotJson() {}

    /** Writes entries, by key the text of a JSON object each. */
    static void write(Map<String, String> entries, Instant saved, OutputStream to) throws IOException {
        write("{\"v\":" + VERSION + ",\"saved\":" + Json.encode(saved.toString()) + ",\"entries\":{", to);
        String between = "\n";
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            write(between + Json.encode(entry.getKey()) + ":" + entry.getValue(), to);
            between = ",\n";
        }
        write("\n}}\n", to);
    }

    private static void write(String text, OutputStream to) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #write} wrote; fails with some {@link RuntimeException}, whose message says why, on all else. */
    static Map<String, String> read(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        Object version = json.getValue("v");
        if (!Integer.valueOf(VERSION).equals(version)) {
            throw new IllegalArgumentException("version " + version + " (expected: " + VERSION + ")");
        }
        if (!(json.getValue("entries") instanceof JsonObject nested)) {
            throw new IllegalArgumentException("no entries");
        }
        Map<String, String> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Object> field : nested) {
            if (!(field.getValue() instanceof JsonObject entry)) {
                throw new IllegalArgumentException("entry " + field.getKey() + " is no object");
            }
            entries.put(field.getKey(), entry.encode());
        }
        return entries;
    }
}
