package io.modcluster.balancer.options;

/**
 * One value for one option, as a source wrote it.
 *
 * @param key dotted name, for instance {@code traffic.port}; not necessarily one that exists
 * @param value a JSON value (text, number, boolean, list), or {@link Text} from a source that knows text only
 * @param origin where it stands: {@code conf/balancer.yaml:12}, {@code --set}, the name of an environment variable
 */
public record Setting(String key, Object value, String origin) {

    /**
     * A value from a source without types (YAML scalars, environment, command line): the option decides what it means.
     * So {@code balancer.name: no} is the name "no", whatever YAML thinks of it. Lists are separated by commas.
     */
    public record Text(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
