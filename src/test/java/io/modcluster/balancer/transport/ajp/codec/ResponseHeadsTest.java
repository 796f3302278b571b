package io.modcluster.balancer.transport.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.ajp.AjpBytes;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Heads are read the same, whatever was read before them. */
class ResponseHeadsTest {
    private static final String[] HEADS = {
        AjpBytes.head(200, "200", "@A001: text/plain", "@A003: 13"),
        AjpBytes.head(200, "OK", "@A001: text/html;charset=UTF-8", "Content-Length: 2", "@A007: a=b; Path=/"),
        AjpBytes.head(404, "404", "@A001: text/plain", "X-A: 1", "X-B: 2", "Date: Sun, 22 Nov 2026 01:02:03 GMT"),
        AjpBytes.head(302, "Found", "@A006: /there", "X-Long: " + "v".repeat(150), "X-A: 1"),
        AjpBytes.head(200, ""),
    };
    private static final String[] BITS = {
        "\0", "\1", "\u0003", "\r", "\n", "\t", " ", ":", "0", "9", "-1", "\u007f", "\u00e9", "\u00ff\u00ff", "\u00a0\3"
    };

    private final ResponseHeads known = new ResponseHeads();

    @Test
    void what_was_read_before_changes_nothing() {
        Random random = new Random(6);
        int heads = 0;
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = mutated(random);
            String fresh = read(new ResponseHeads(), text);
            assertThat(read(known, text)).as("%d", i).isEqualTo(fresh);
            heads += fresh.startsWith("Head[") ? 1 : 0;
            refused += !fresh.startsWith("Head[") ? 1 : 0;
        }
        assertThat(heads).isGreaterThan(20_000);
        assertThat(refused).isGreaterThan(20_000);
    }

    @Test
    void a_line_that_was_read_is_the_same_object_the_next_time() {
        AjpReplyDecoder decoder = new AjpReplyDecoder(known);
        AjpReply.Head first = head(decoder, HEADS[0]);
        AjpReply.Head second = head(decoder, HEADS[0]);

        assertThat(second).isEqualTo(first);
        assertThat(second.headers().get(1)).isSameAs(first.headers().get(1));
        assertThat(second.reason()).isSameAs(first.reason());
    }

    @Test
    void many_lines_that_are_too_long_to_be_kept_may_come_before_a_short_one() {
        String[] fields = new String[40];
        Arrays.fill(fields, "@A007: " + "c".repeat(150));
        fields[39] = "X-Last: 1";
        AjpReplyDecoder decoder = new AjpReplyDecoder(known);

        AjpReply.Head first = head(decoder, AjpBytes.head(200, "OK", fields));
        AjpReply.Head second = head(decoder, AjpBytes.head(200, "OK", fields));

        assertThat(first.headers()).hasSize(40);
        assertThat(second).isEqualTo(first);
        assertThat(second.headers().get(39)).isSameAs(first.headers().get(39));
    }

    private static AjpReply.Head head(AjpReplyDecoder decoder, String packet) {
        decoder.requested();
        decoder.feed(Unpooled.copiedBuffer(AjpBytes.bytes(packet)));
        return (AjpReply.Head) Objects.requireNonNull(decoder.next());
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(HEADS[random.nextInt(HEADS.length)]);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = 4 + random.nextInt(text.length() - 4);
            if (random.nextInt(3) > 0) {
                text.setCharAt(at, (char) random.nextInt(256));
            } else {
                String bit = BITS[random.nextInt(BITS.length)];
                text.replace(at, Math.min(text.length(), at + bit.length()), bit);
            }
        }
        if (random.nextInt(4) == 0) {
            // what was behind it is still in the memory of the reader
            text.setLength(5 + random.nextInt(text.length() - 5));
        }
        // its own length is right, so that what is inside is looked at
        return AjpBytes.packet(text.substring(4));
    }

    private static String read(ResponseHeads heads, String packet) {
        AjpReplyDecoder decoder = new AjpReplyDecoder(heads);
        decoder.requested();
        decoder.feed(Unpooled.copiedBuffer(AjpBytes.bytes(packet)));
        try {
            return String.valueOf(decoder.next());
        } catch (AjpException refusal) {
            return refusal.toString();
        } finally {
            decoder.close();
        }
    }
}
