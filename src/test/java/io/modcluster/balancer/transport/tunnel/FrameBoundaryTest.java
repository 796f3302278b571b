package io.modcluster.balancer.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Seeds;
import io.modcluster.balancer.testkit.ws.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameBoundaryTest {
    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void every_end_of_a_frame_is_found_however_the_bytes_are_cut() {
        Seeds.upTo(200, random -> {
            StringBuilder stream = new StringBuilder();
            List<Integer> ends = new ArrayList<>();
            for (int frame = 0; frame < 20; frame++) {
                int[] lengths = {0, 1, 125, 126, 127, 65_535, 65_536, random.nextInt(300)};
                String payload = "x".repeat(lengths[random.nextInt(lengths.length)]);
                stream.append(
                        random.nextBoolean()
                                ? Frames.masked(Frames.TEXT, payload)
                                : Frames.frame(Frames.BINARY, payload));
                ends.add(stream.length());
            }
            assertThat(endsOf(stream.toString(), random)).isEqualTo(ends);
        });
    }

    private static List<Integer> endsOf(String stream, Random random) {
        FrameBoundary boundary = new FrameBoundary();
        List<Integer> ends = new ArrayList<>();
        for (int start = 0; start < stream.length(); ) {
            int most = random.nextBoolean() ? 5 : 70_000;
            int end = Math.min(stream.length(), start + 1 + random.nextInt(most));
            ByteBuf piece = bytes(stream.substring(start, end));
            for (int at = boundary.nextEnd(piece, 0); at >= 0; at = boundary.nextEnd(piece, at)) {
                ends.add(start + at);
            }
            assertThat(boundary.isBetweenFrames()).isEqualTo(ends.contains(end));
            start = end;
        }
        return ends;
    }

    @Test
    void following_ends_at_the_same_place() {
        FrameBoundary boundary = new FrameBoundary();
        String frames = Frames.masked(Frames.TEXT, "one") + Frames.masked(Frames.TEXT, "");
        boundary.follow(bytes(frames + frames.substring(0, 3)));
        assertThat(boundary.isBetweenFrames()).isFalse();
        boundary.follow(bytes(frames.substring(3)));
        assertThat(boundary.isBetweenFrames()).isTrue();
        assertThat(boundary.hasClosed()).isFalse();
        boundary.follow(bytes(Frames.frame(Frames.CLOSE, "")));
        assertThat(boundary.hasClosed()).isTrue();
    }

    @Test
    void a_length_that_is_none_never_ends() {
        FrameBoundary boundary = new FrameBoundary();
        boundary.follow(bytes("\u0082\u007f\u00ff\0\0\0\0\0\0\0" + "x".repeat(1000)));
        assertThat(boundary.isBetweenFrames()).isFalse();
    }
}
