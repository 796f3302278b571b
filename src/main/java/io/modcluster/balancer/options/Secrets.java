package io.modcluster.balancer.options;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Keeps secrets out of what is said about values that no option took. */
public final class Secrets {
    /** What people call secrets, also where there is none to be set. */
    private static final List<String> SECRET_WORDS = List.of("secret", "password", "passwd", "token", "key");

    private Secrets() {}

    /**
     * Whether somebody who wrote {@code name}, or a whole assignment, for an option that does not exist may have meant a secret:
     * when a name like that of a secret is in it, or a word for one.
     */
    public static boolean isNear(String name, Collection<? extends OptionKey<?, ?>> keys) {
        String written = name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
        List<String> secrets =
                keys.stream().filter(OptionKey::isSecret).map(OptionKey::name).toList();
        return SECRET_WORDS.stream().anyMatch(written::contains)
                || secrets.stream().anyMatch(secret -> written.contains(lastPart(secret)))
                || Spelling.nearest(written, secrets).isPresent()
                || Spelling.nearest(
                                lastPart(written),
                                secrets.stream().map(Secrets::lastPart).toList())
                        .isPresent();
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
