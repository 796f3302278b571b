package io.modcluster.balancer.options;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the list {@code tls.certificates}, and says which of its elements are wrong where. */
final class TlsCertificates {
    private static final String CERTIFICATE = "certificate";
    private static final String KEY = "key";
    /** PATH_MAX of Linux. */
    private static final int MAX_PATH = 4096;

    /** A source without types writes the list as JSON. */
    static final OptionType<List<TlsCertificate>> TYPE = new OptionType<>(
            "a list of objects with certificate and key, the paths of PEM files; as JSON in an environment variable or"
                    + " behind --set",
            SectionsReader::jsonOrText,
            TlsCertificates::parse,
            TlsCertificates::toJson,
            certificates -> toJson(certificates).encode());

    private TlsCertificates() {}

    private static JsonArray toJson(List<TlsCertificate> certificates) {
        JsonArray array = new JsonArray();
        certificates.forEach(certificate -> array.add(certificate.toJson()));
        return array;
    }

    private static Parsed<List<TlsCertificate>> parse(Object json) {
        List<?> elements =
                json instanceof JsonArray array ? array.getList() : json instanceof List<?> list ? list : null;
        if (elements == null) {
            return new Parsed.Bad<>(TYPE.expected());
        }
        List<TlsCertificate> certificates = new ArrayList<>();
        List<OptionsProblem> problems = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            Setting.Section section = Setting.Section.of(elements.get(i));
            String at = "[" + i + "]";
            if (section == null) {
                problems.add(new OptionsProblem(
                        at, "", String.valueOf(elements.get(i)), "an object, {certificate: a.pem, key: a.key}"));
            } else {
                certificates.add(read(at, section, problems));
            }
        }
        return problems.isEmpty() ? new Parsed.Good<>(List.copyOf(certificates)) : new Parsed.Faulty<>(problems);
    }

    private static TlsCertificate read(String at, Setting.Section section, List<OptionsProblem> problems) {
        Map<String, String> paths = new HashMap<>();
        for (Setting setting : section.settings()) {
            String key = at + "." + setting.key();
            String value = String.valueOf(setting.value());
            boolean text = setting.value() instanceof String || setting.value() instanceof Setting.Text;
            if (!setting.key().equals(CERTIFICATE) && !setting.key().equals(KEY)) {
                problems.add(new OptionsProblem(key, setting.origin(), value, "certificate or key"));
            } else if (!text || !isPath(value)) {
                problems.add(new OptionsProblem(key, setting.origin(), value, "the path of a PEM file"));
            }
            paths.put(setting.key(), value);
        }
        for (String needed : List.of(CERTIFICATE, KEY)) {
            if (!paths.containsKey(needed)) {
                problems.add(
                        new OptionsProblem(at + "." + needed, section.origin(), "", "the path of a PEM file, needed"));
            }
        }
        return new TlsCertificate(paths.getOrDefault(CERTIFICATE, ""), paths.getOrDefault(KEY, ""));
    }

    private static boolean isPath(String text) {
        return !text.isBlank()
                && text.length() <= MAX_PATH
                && text.chars().noneMatch(c -> Character.isISOControl((char) c));
    }
}
