package io.modcluster.balancer.event;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks every member of the cluster, this one included, for what it alone knows. Whoever answers for a {@link Topic} listens
 * at {@link EventBusAddresses#answers} in its own JVM and gives JSON for JSON; no answer may change anything, since whoever
 * reaches the bus of the members can ask. The reply is a {@link Round}, never fails, and is there in time.
 *
 * @param topic  what it is about
 * @param asked  the question, in the words of the topic
 * @param millis how long the others have, 1 and more
 */
public record MemberQuestion(Topic topic, JsonObject asked, long millis) {
    /** Copies the question. */
    public MemberQuestion {
        asked = asked.copy();
    }

    /** What members can be asked for. */
    public enum Topic {
        /** Which nodes it reaches, and what it counted of them. */
        NODES,
        /** Sessions seen and requests in flight of nodes that are drained. */
        SESSIONS,
        /** Where a request would go. */
        EXPLAIN,
        /** What it served lately, and which nodes it does not reach. */
        TRAFFIC,
        /** Commands of nodes that it refused. */
        REFUSALS,
        /** What was said and done there. */
        AUDIT;

        /** Its name in questions between members. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The topic of this text. */
        public static Optional<Topic> of(Object text) {
            return Arrays.stream(values())
                    .filter(topic -> topic.text().equals(text))
                    .findFirst();
        }
    }

    /**
     * What one member said.
     *
     * @param member its name in the cluster
     * @param here   whether it is this one
     * @param answer what it said, or null when it did not answer in time
     */
    public record Answer(String member, boolean here, @Nullable JsonObject answer) {}

    /**
     * What all said.
     *
     * @param answers this member first, the others by name
     */
    public record Round(List<Answer> answers) {
        /** Copies the list. */
        public Round {
            answers = List.copyOf(answers);
        }
    }
}
