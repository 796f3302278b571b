package io.modcluster.balancer.manager.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A reader that comes back gets what it missed, or hears that this cannot be told. */
final class EventFeedTest {
    private final EventFeed feed = new EventFeed();

    @Test
    void a_reader_goes_on_after_the_last_event_it_had() {
        String start = feed.newest();
        String first = add("a");
        add("b");

        assertThat(feed.after(start).orElseThrow())
                .extracting(EventFeed.Entry::eventId)
                .containsExactly("a", "b");
        assertThat(feed.after(first).orElseThrow())
                .extracting(EventFeed.Entry::eventId)
                .containsExactly("b");
        assertThat(feed.after(feed.newest()).orElseThrow()).isEmpty();
    }

    @Test
    void what_cannot_be_told_is_no_list() {
        feed.resize(2);
        String first = add("a");
        add("b");
        add("c");
        String last = add("d");

        assertThat(feed.all()).hasSize(2);
        assertThat(feed.after(first)).as("too long ago").isEmpty();
        assertThat(feed.after("0-1")).as("of another run").isEmpty();
        assertThat(feed.after(last + "9")).as("to come").isEmpty();
        assertThat(feed.after("")).isEmpty();
        assertThat(feed.after(first.replaceAll("[0-9]+$", "x"))).isEmpty();
    }

    @Test
    void the_same_event_is_kept_once() {
        add("a");
        assertThat(feed.add(event("a"))).isEmpty();
        assertThat(feed.all()).hasSize(1);
    }

    private String add(String id) {
        return feed.add(event(id)).orElseThrow().id();
    }

    private static JsonObject event(String id) {
        return new JsonObject().put("id", id).put("type", "node_registered");
    }
}
