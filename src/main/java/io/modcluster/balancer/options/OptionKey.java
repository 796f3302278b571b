package io.modcluster.balancer.options;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One option: its name, what it takes, and what it means. The table of all keys is
 * {@link BalancerOptions#keys()}; files, environment, command line, documentation and tests are held against it.
 *
 * @param <O> the options the key belongs to
 * @param <T> type of its value
 */
public final class OptionKey<O, T> {
    /** What is shown of a secret that is set. */
    static final String HIDDEN = "***";

    private final String name;
    private final OptionType<T> type;
    private final Function<O, T> getter;
    private final BiConsumer<O, T> setter;
    private final Predicate<O> isSet;
    private final String sentence;
    private final boolean secret;

    OptionKey(String name, OptionType<T> type, Function<O, T> getter, BiConsumer<O, T> setter, String sentence) {
        this(name, type, getter, setter, options -> true, sentence, false);
    }

    private OptionKey(
            String name,
            OptionType<T> type,
            Function<O, T> getter,
            BiConsumer<O, T> setter,
            Predicate<O> isSet,
            String sentence,
            boolean secret) {
        this.name = name;
        this.type = type;
        this.getter = getter;
        this.setter = setter;
        this.isSet = isSet;
        this.sentence = sentence;
        this.secret = secret;
    }

    /** Dotted name, for instance {@code traffic.port}. */
    public String name() {
        return name;
    }

    /** The accepted values in words, for instance {@code 0..65535}. */
    public String expected() {
        return type.expected();
    }

    /** What the option does, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** Whether the value is for nobody's eyes: it is in {@link StrictOptions#toJson} and in nothing that people read. */
    public boolean isSecret() {
        return secret;
    }

    /** The value in {@code options}, in the form in which a configuration file would write it; asterisks for a secret. */
    public String show(O options) {
        return shown(type.show().apply(getter.apply(options)));
    }

    private String shown(String value) {
        return secret && !value.isEmpty() && !value.equals("\"\"") && !value.equals("[]") ? HIDDEN : value;
    }

    /** The same key seen from the options that contain {@code O}; in an empty section it keeps its name. */
    <P> OptionKey<P, T> within(String section, Function<P, O> part) {
        return new OptionKey<>(
                section.isEmpty() ? name : section + "." + name,
                type,
                whole -> getter.apply(part.apply(whole)),
                (whole, value) -> setter.accept(part.apply(whole), value),
                whole -> isSet.test(part.apply(whole)),
                sentence,
                secret);
    }

    /** The same key for an option where "left out" differs from "set to the default". */
    OptionKey<O, T> onlyWhen(Predicate<O> isSet) {
        return new OptionKey<>(name, type, getter, setter, isSet, sentence, secret);
    }

    /** The same key for a value that is for nobody's eyes. */
    OptionKey<O, T> secret() {
        return new OptionKey<>(name, type, getter, setter, isSet, sentence, true);
    }

    boolean isSet(O options) {
        return isSet.test(options);
    }

    void copy(O from, O to) {
        if (isSet(from)) {
            setter.accept(to, getter.apply(from));
        }
    }

    Object toJson(O options) {
        return type.toJson().apply(getter.apply(options));
    }

    /** As {@link #toJson}, for people. */
    Object toShownJson(O options) {
        return secret ? shown(type.toJson().apply(getter.apply(options)).toString()) : toJson(options);
    }

    /** Sets what {@code setting} says, or answers what is wrong with it. */
    List<OptionsProblem> apply(Setting setting, O options) {
        Parsed<T> parsed = type.read(setting.value());
        if (parsed instanceof Parsed.Good<T> good) {
            setter.accept(options, good.value());
            return List.of();
        }
        return problems(parsed, setting.origin(), setting.value().toString());
    }

    /** What is wrong with the value that is set now, wherever it came from. */
    List<OptionsProblem> check(O options) {
        Parsed<T> parsed = type.check(getter.apply(options));
        return parsed instanceof Parsed.Good ? List.of() : problems(parsed, "options", show(options));
    }

    private List<OptionsProblem> problems(Parsed<T> parsed, String origin, String value) {
        if (parsed instanceof Parsed.Faulty<T> faulty) {
            return faulty.problems().stream()
                    .map(problem -> problem.below(name, origin))
                    .toList();
        }
        String expectation = parsed instanceof Parsed.Bad<T> bad ? bad.expectation() : type.expected();
        return List.of(new OptionsProblem(name, origin, shown(value), expectation));
    }

    @Override
    public String toString() {
        return name;
    }
}
