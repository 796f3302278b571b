package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which responses pass as a whole, and which by Netty's decoder. */
class NodeResponseDecoderTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private final NodeResponseDecoder decoder =
            new NodeResponseDecoder(8192, 8192, new PlainResponses(new LoopHeads()));
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** What becomes of bytes that come with one read. */
    private List<Object> read(String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        channel.writeInbound(in);
        List<Object> messages = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            messages.add(message);
            ReferenceCountUtil.release(message);
        }
        assertThat(in.refCnt()).as("of what was read").isZero();
        return messages;
    }

    private void asked(boolean head) {
        decoder.requested(head);
        decoder.sent();
    }

    private static void assertByNetty(List<Object> messages) {
        assertThat(messages).isNotEmpty().noneMatch(WholeResponse.class::isInstance);
    }

    @Test
    void each_answer_to_a_request_that_is_out_passes_as_a_whole() {
        asked(false);
        assertThat(read(ANSWER)).hasSize(1).first().isInstanceOf(WholeResponse.class);
        asked(false);
        assertThat(read(ANSWER)).hasSize(1).first().isInstanceOf(WholeResponse.class);
    }

    @Test
    void an_answer_that_comes_before_the_request_is_out_does_not() {
        decoder.requested(false);
        assertByNetty(read(ANSWER));
        asked(false);
        assertThat(read(ANSWER)).first().isInstanceOf(WholeResponse.class);
        decoder.requested(false);
        assertByNetty(read(ANSWER));
    }

    @Test
    void an_answer_to_a_head_request_has_no_body_whatever_it_says() {
        asked(true);
        List<Object> messages = read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertByNetty(messages);
        asked(true);
        messages = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        assertThat(messages).hasSize(2).last().isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void what_comes_behind_an_interim_answer_or_in_pieces_does_not() {
        asked(false);
        assertByNetty(read("HTTP/1.1 100 Continue\r\n\r\n"));
        assertByNetty(read(ANSWER));
        asked(false);
        channel.writeInbound(Unpooled.copiedBuffer("HT", StandardCharsets.US_ASCII));
        assertThat(decoder.hasRemainder()).isTrue();
        asked(false);
        // were it taken for a whole one, the two bytes would stand in front of the next
        channel.writeInbound(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII));
        assertThat(channel.<Object>readInbound()).isNotInstanceOf(WholeResponse.class);
    }

    @Test
    void a_name_with_something_between_it_and_its_colon_is_none() {
        asked(false);
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length X: 5\r\n\r\n"))
                .first()
                .isInstanceOfSatisfying(HttpResponse.class, response -> {
                    assertThat(response.headers().contains("Content-Length")).isFalse();
                    assertThat(Http1Heads.flawOf(response, 0)).isNotNull();
                });
    }

    @Test
    void blanks_between_a_name_and_its_colon_are_cut_off() {
        asked(false);
        assertThat(read("HTTP/1.1 200 OK\r\nA \t: b\r\nContent-Length: 0\r\n\r\n"))
                .first()
                .isInstanceOfSatisfying(HttpResponse.class, response -> {
                    assertThat(response.headers().get("A")).isEqualTo("b");
                    assertThat(Http1Heads.flawOf(response, 0)).isNull();
                });
    }
}
