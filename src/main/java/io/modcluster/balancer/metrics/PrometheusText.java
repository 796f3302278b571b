package io.modcluster.balancer.metrics;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the Prometheus text format, version 0.0.4. Label values come from nodes: the three characters that the format
 * escapes are, and those that could make a line look like another one are written as {@code \}{@code \}{@code uXXXX}.
 * For one thread.
 */
public final class PrometheusText implements MetricSink {
    /** What {@code Content-Type} is to be. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int MAX_LABEL = 200;

    private final Map<Metric, StringBuilder> lines = new EnumMap<>(Metric.class);

    @Override
    public void value(Metric metric, double value, String... labels) {
        line(of(metric), metric, "", labels, "", value);
    }

    @Override
    public void histogram(Metric metric, LatencyHistogram histogram, String... labels) {
        StringBuilder out = of(metric);
        long count = 0;
        for (int bucket = 0; bucket < LatencyHistogram.size(); bucket++) {
            count += histogram.count(bucket);
            line(out, metric, "_bucket", labels, number(LatencyHistogram.bound(bucket)), (double) count);
        }
        count += histogram.count(LatencyHistogram.size());
        line(out, metric, "_bucket", labels, "+Inf", (double) count);
        line(out, metric, "_sum", labels, "", histogram.seconds());
        line(out, metric, "_count", labels, "", (double) count);
    }

    /** All that was told, metric by metric. */
    public String text() {
        int length = lines.values().stream().mapToInt(StringBuilder::length).sum();
        StringBuilder all = new StringBuilder(length);
        lines.values().forEach(all::append);
        return all.toString();
    }

    private StringBuilder of(Metric metric) {
        return lines.computeIfAbsent(metric, key -> new StringBuilder("# HELP ")
                .append(metric.fullName())
                .append(' ')
                .append(metric.help())
                .append("\n# TYPE ")
                .append(metric.fullName())
                .append(' ')
                .append(metric.type().name().toLowerCase(Locale.ROOT))
                .append('\n'));
    }

    private static void line(
            StringBuilder out, Metric metric, String suffix, String[] labels, String bound, double value) {
        List<String> names = metric.labels();
        if (names.size() != labels.length) {
            throw new IllegalArgumentException(metric + " has " + labels.length + " labels (expected: " + names + ")");
        }
        out.append(metric.fullName()).append(suffix);
        char before = '{';
        for (int i = 0; i < labels.length; i++) {
            label(out.append(before), names.get(i), labels[i]);
            before = ',';
        }
        if (!bound.isEmpty()) {
            label(out.append(before), "le", bound);
            before = ',';
        }
        if (before == ',') {
            out.append('}');
        }
        out.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        long whole = (long) value;
        return whole == value ? Long.toString(whole) : Double.toString(value);
    }

    private static void label(StringBuilder out, String name, String value) {
        out.append(name).append("=\"");
        int shown = Math.min(value.length(), MAX_LABEL);
        for (int i = 0; i < shown; i++) {
            character(out, value, i);
        }
        out.append(shown < value.length() ? "…\"" : "\"");
    }

    private static void character(StringBuilder out, String value, int i) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (isPlain(value, i, c)) {
            out.append(c);
        } else {
            out.append("\\\\u").append(String.format("%04x", (int) c));
        }
    }

    /** Not a control character, a sign that turns the direction of text, a separator of lines, or half of a pair. */
    private static boolean isPlain(String value, int i, char c) {
        if (c >= ' ' && c < 0x7f) {
            return true;
        }
        boolean half = Character.isHighSurrogate(c)
                ? i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1))
                : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
        int type = Character.getType(c);
        return !half
                && type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
