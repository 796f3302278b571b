package io.modcluster.balancer.transport.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.modcluster.balancer.testkit.ajp.AjpBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AjpReplyFuzzTest {
    private static final int MESSAGES = Integer.getInteger("fuzz.messages", 20_000);
    private static final byte[] TELLING = {'A', 'B', 0, 1, 2, 3, 4, 5, 6, 9, (byte) 0xa0, (byte) 0xff, 0x7f, (byte) 0x80
    };

    @Test
    @DisplayName("D-10 mutated replies are read or refused, and nothing else")
    void mutated_replies_are_read_or_refused_and_nothing_else() {
        Long only = Long.getLong("seed");
        int read = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? MESSAGES : only + 1); seed++) {
            read += isRead(new Random(seed), seed) ? 1 : 0;
        }
        if (only == null) {
            assertThat(read).as("the fuzz must reach both outcomes").isBetween(MESSAGES / 50, MESSAGES * 49 / 50);
        }
    }

    private static boolean isRead(Random random, long seed) {
        byte[] bytes = AjpBytes.bytes(response(random));
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : TELLING[random.nextInt(TELLING.length)];
        }
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.requested();
        List<ByteBuf> fed = new ArrayList<>();
        try {
            long data = 0;
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 4096));
                fed.add(Unpooled.copiedBuffer(bytes, at, length));
                decoder.feed(fed.get(fed.size() - 1));
                at += length;
                for (AjpReply reply = decoder.next(); reply != null; reply = decoder.next()) {
                    if (reply instanceof AjpReply.Body body) {
                        data += body.data().readableBytes();
                        body.data().release();
                    }
                }
            }
            assertThat(data).as("seed %d", seed).isLessThanOrEqualTo(bytes.length);
            return true;
        } catch (AjpException refusal) {
            assertThat(refusal.getMessage()).as("seed %d", seed).matches("[ -~]{1,200}");
            return false;
        } catch (RuntimeException bug) {
            return fail("seed " + seed + " (replay: -Dseed=" + seed + ")", bug);
        } finally {
            decoder.close();
            assertThat(fed).as("memory, seed %d", seed).allMatch(piece -> piece.refCnt() == 0);
        }
    }

    private static String response(Random random) {
        StringBuilder bytes = new StringBuilder();
        while (random.nextInt(4) == 0) {
            bytes.append(AjpBytes.wants(random.nextInt(65536)));
        }
        String[] lines = new String[random.nextInt(5)];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = (random.nextBoolean() ? "@A00" + Integer.toHexString(1 + random.nextInt(12)) : "X-" + i)
                    + ": "
                    + (random.nextBoolean() ? random.nextInt(10_000) : "v".repeat(random.nextInt(50)));
        }
        bytes.append(
                AjpBytes.head(random.nextInt(8) == 0 ? random.nextInt(65536) : 200 + random.nextInt(400), "OK", lines));
        while (random.nextInt(3) > 0) {
            bytes.append(AjpBytes.body("x".repeat(random.nextInt(random.nextInt(20) == 0 ? 8184 : 60))));
        }
        return bytes.append(random.nextBoolean() ? AjpBytes.END : AjpBytes.END_CLOSE)
                .toString();
    }
}
