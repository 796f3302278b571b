package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextPath;
import java.util.List;
import java.util.Locale;

/**
 * Alias and Context of a command: every alias is meant with every context (MCMP §2.1, §2.3).
 *
 * @param aliases  lower-cased, each once
 * @param contexts each once
 */
record ContextFields(List<Alias> aliases, List<ContextPath> contexts) {
    /**
     * Most rows that one command may name: a full virtual host of 100 aliases and 200 contexts. A message of 64 KiB
     * could name a thousand million otherwise.
     */
    static final int MAX_ROWS = 20_000;

    private static final String ALIAS_TOO_BIG = Mess.tooBig("Alias");
    private static final String CONTEXT_TOO_BIG = Mess.tooBig("Context");

    /** Collects the lists out of the fields of a command. Fails on an element that is too long. */
    static ContextFields of(List<FormField> fields) {
        List<Alias> aliases = FieldValues.list(values(fields, "alias", true), Alias.MAX_LENGTH, ALIAS_TOO_BIG).stream()
                .map(Alias::new)
                .toList();
        List<ContextPath> contexts =
                FieldValues.list(values(fields, "context", false), ContextPath.MAX_LENGTH, CONTEXT_TOO_BIG).stream()
                        .map(ContextPath::new)
                        .toList();
        return new ContextFields(aliases, contexts);
    }

    /** Both or none of the two. Fails when one is alone, or when the rows are more than can be meant. */
    ContextFields checked(String route) {
        if (aliases.isEmpty() != contexts.isEmpty()) {
            throw McmpException.syntax(aliases.isEmpty() ? Mess.CONTEXT_ALONE : Mess.ALIAS_ALONE);
        }
        if ((long) aliases.size() * contexts.size() > MAX_ROWS) {
            throw McmpException.mem(Mess.tooManyRows(route));
        }
        return this;
    }

    private static List<String> values(List<FormField> fields, String key, boolean lowerCase) {
        return fields.stream()
                .filter(field -> field.key().equals(key))
                .map(field -> lowerCase ? field.text().toLowerCase(Locale.ROOT) : field.text())
                .toList();
    }
}
