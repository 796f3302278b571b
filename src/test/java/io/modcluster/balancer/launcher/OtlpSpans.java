package io.modcluster.balancer.launcher;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads as much of an OTLP trace export (opentelemetry-proto, trace/v1) as tests look at. */
final class OtlpSpans {
    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    /** A span; ids in hexadecimal digits. */
    record Span(String trace, String id, String parent, String name, int kind) {
        boolean isServer() {
            return kind == SERVER;
        }

        boolean isClient() {
            return kind == CLIENT;
        }
    }

    private OtlpSpans() {}

    /** All spans of an ExportTraceServiceRequest. */
    static List<Span> of(byte[] request) {
        List<Span> spans = new ArrayList<>();
        for (byte[] resourceSpans : all(request, 1)) {
            for (byte[] scopeSpans : all(resourceSpans, 2)) {
                for (byte[] span : all(scopeSpans, 2)) {
                    spans.add(span(span));
                }
            }
        }
        return spans;
    }

    private static Span span(byte[] bytes) {
        HexFormat hex = HexFormat.of();
        Map<Integer, List<Object>> fields = fields(bytes);
        return new Span(
                hex.formatHex(first(fields, 1)),
                hex.formatHex(first(fields, 2)),
                hex.formatHex(first(fields, 4)),
                new String(first(fields, 5), StandardCharsets.UTF_8),
                fields.containsKey(6) ? ((Long) fields.get(6).get(0)).intValue() : 0);
    }

    private static byte[] first(Map<Integer, List<Object>> fields, int number) {
        return fields.containsKey(number) ? (byte[]) fields.get(number).get(0) : new byte[0];
    }

    private static List<byte[]> all(byte[] message, int number) {
        return fields(message).getOrDefault(number, List.of()).stream()
                .map(byte[].class::cast)
                .toList();
    }

    /** Protocol buffers: varints as Long, bytes as byte[], fixed ones left out. */
    private static Map<Integer, List<Object>> fields(byte[] message) {
        Map<Integer, List<Object>> fields = new TreeMap<>();
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 ->
                    fields.computeIfAbsent(number, key -> new ArrayList<>()).add(varint(in));
                case 1 -> in.position(in.position() + 8);
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    fields.computeIfAbsent(number, key -> new ArrayList<>()).add(bytes);
                }
                case 5 -> in.position(in.position() + 4);
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
