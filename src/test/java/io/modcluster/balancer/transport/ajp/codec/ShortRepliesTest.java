package io.modcluster.balancer.transport.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.ajp.AjpBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortRepliesTest {
    private static final String HEAD = AjpBytes.head(200, "200", "@A001: text/plain", "@A003: 5");
    private static final String USUAL = HEAD + AjpBytes.body("hello") + AjpBytes.END;
    private static final String[] REPLIES = {
        USUAL,
        AjpBytes.head(404, "Not Found", "@A001: text/html", "Content-Length: 2", "Date: x")
                + AjpBytes.body("no")
                + AjpBytes.END_CLOSE,
        AjpBytes.head(200, "", "@A007: a=b") + AjpBytes.body("open") + AjpBytes.END,
        AjpBytes.head(302, "302", "@A006: /x", "@A003: 0") + AjpBytes.END,
        AjpBytes.head(200, "OK", "@A003: 4") + AjpBytes.body("ab") + AjpBytes.body("cd") + AjpBytes.END,
    };
    private static final String[] BITS = {"\0", "\1", "\2", "\3", "\4", "\5", "\6", "\t", "A", "B", "0", "9", "\u00cc"};

    private final ShortReplies replies = new ShortReplies(new ResponseHeads());

    private @Nullable String read(String text) {
        ByteBuf in = Unpooled.copiedBuffer(AjpBytes.bytes(text));
        ShortReply read = replies.read(in);
        assertThat(in.readableBytes()).isEqualTo(text.length());
        String all = read == null ? null : lines(read.head(), latin(read.body()), read.reusable());
        if (read != null) {
            read.body().release();
        }
        in.release();
        assertThat(in.refCnt()).isZero();
        return all;
    }

    private static String latin(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String lines(AjpReply.Head head, String body, boolean reusable) {
        return head + " " + body + " " + reusable;
    }

    /** What the whole way makes of it. */
    private static String slowly(String text) {
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.requested();
        decoder.feed(Unpooled.copiedBuffer(AjpBytes.bytes(text)));
        AjpReply.Head head = null;
        StringBuilder body = new StringBuilder();
        try {
            for (AjpReply reply = decoder.next(); reply != null; reply = decoder.next()) {
                if (reply instanceof AjpReply.Head begun) {
                    head = begun;
                } else if (reply instanceof AjpReply.Body piece) {
                    body.append(latin(piece.data()));
                    piece.data().release();
                } else if (reply instanceof AjpReply.End end && head != null) {
                    boolean whole = head.contentLength() < 0 || head.contentLength() == body.length();
                    return decoder.hasRemainder() || !whole
                            ? "more or less than it said"
                            : lines(head, body.toString(), end.reusable());
                }
            }
            return "cut";
        } catch (AjpException refusal) {
            return "refused: " + refusal;
        } finally {
            decoder.close();
        }
    }

    @Test
    void a_usual_reply_is_read_and_read_again() {
        assertThat(read(USUAL)).isEqualTo(slowly(USUAL)).endsWith(" hello true");
        assertThat(read(USUAL)).isEqualTo(slowly(USUAL));
        assertThat(read(USUAL.replace("hello", "adieu"))).endsWith(" adieu true");
        assertThat(read(REPLIES[1])).endsWith(" no false");
        assertThat(read(REPLIES[3])).endsWith("  true");
        String most = "x".repeat(ShortReplies.MAX_BODY);
        assertThat(read(AjpBytes.head(200, "") + AjpBytes.body(most) + AjpBytes.END))
                .isNotNull();
    }

    @Test
    void it_is_read_whole_or_not_at_all() {
        for (int cut = 1; cut < USUAL.length(); cut++) {
            assertThat(read(USUAL.substring(0, cut))).as("cut at %d", cut).isNull();
        }
        assertThat(read(USUAL + "A")).isNull();
        assertThat(read(USUAL + USUAL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304, 199, 600})
    void a_status_that_has_no_body_is_for_the_decoder(int status) {
        assertThat(read(AjpBytes.head(status, "") + AjpBytes.body("hello") + AjpBytes.END))
                .isNull();
        assertThat(read(AjpBytes.head(status, "") + AjpBytes.END)).isNull();
    }

    @Test
    void so_is_a_body_of_another_length_or_a_longer_one() {
        assertThat(read(HEAD + AjpBytes.body("hell") + AjpBytes.END)).isNull();
        assertThat(read(HEAD + AjpBytes.body("hello!") + AjpBytes.END)).isNull();
        assertThat(read(HEAD + AjpBytes.END)).isNull();
        assertThat(read(HEAD + AjpBytes.body("") + AjpBytes.END)).isNull();
        assertThat(read(HEAD + AjpBytes.wants(10) + AjpBytes.END)).isNull();
        String longer = "x".repeat(ShortReplies.MAX_BODY + 1);
        assertThat(read(AjpBytes.head(200, "") + AjpBytes.body(longer) + AjpBytes.END))
                .isNull();
    }

    @Test
    void it_reads_what_the_decoder_reads_or_nothing() {
        Random random = new Random(9);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = mutated(random);
            String ours = read(text);
            if (ours != null) {
                read++;
                assertThat(ours).as("%d", i).isEqualTo(slowly(text));
            }
        }
        assertThat(read).isBetween(20_000, 80_000);
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(REPLIES[random.nextInt(REPLIES.length)]);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            String bit = BITS[random.nextInt(BITS.length)];
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, bit);
                case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                case 2 -> text.delete(at, at + 1 + random.nextInt(3));
                case 3 -> text.setCharAt(at, (char) (text.charAt(at) + random.nextInt(3) - 1 & 0xff));
                default -> text.replace(at, at + 1, bit);
            }
        }
        return text.toString();
    }
}
