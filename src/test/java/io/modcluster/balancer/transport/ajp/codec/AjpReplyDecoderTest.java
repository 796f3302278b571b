package io.modcluster.balancer.transport.ajp.codec;

import static io.modcluster.balancer.testkit.ajp.AjpBytes.END;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.END_CLOSE;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.PONG;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.body;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.head;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.number;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.packet;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.text;
import static io.modcluster.balancer.testkit.ajp.AjpBytes.wants;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modcluster.balancer.testkit.ajp.AjpBytes;
import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AjpReplyDecoderTest {
    private static final String RESPONSE = wants(8186)
            + head(200, "OK", "X-A: 1", "@A001: text/plain", "@a003: 5", "Set-Cookie: a", "Set-Cookie: caf\u00e9")
            + body("")
            + body("he")
            + wants(100)
            + packet("\u0003" + number(3) + "llo")
            + END;

    private static ByteBuf buffer(String bytes) {
        return Unpooled.wrappedBuffer(AjpBytes.bytes(bytes));
    }

    /** All replies, pieces of bodies joined to one text. */
    private static List<String> read(AjpReplyDecoder decoder, String... pieces) {
        List<String> replies = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        for (String piece : pieces) {
            try {
                decoder.feed(buffer(piece));
                read(decoder, replies, data);
            } catch (AjpException refused) {
                decoder.close();
                throw refused;
            }
        }
        replies.add("data=" + data);
        return replies;
    }

    private static void read(AjpReplyDecoder decoder, List<String> replies, StringBuilder data) {
        for (AjpReply reply = decoder.next(); reply != null; reply = decoder.next()) {
            if (reply instanceof AjpReply.Body part) {
                assertThat(part.data().readableBytes()).isPositive();
                data.append(part.data().toString(ISO_8859_1));
                part.data().release();
            } else {
                replies.add(reply.toString());
            }
        }
    }

    private static AjpReplyDecoder asked() {
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.requested();
        return decoder;
    }

    private static AjpException refused(AjpReplyDecoder decoder, String bytes) {
        AjpException wrong = catchThrowableOfType(AjpException.class, () -> read(decoder, bytes));
        assertThat(wrong).as("refused").isNotNull();
        return wrong;
    }

    @Test
    void a_response_is_head_pieces_wishes_and_end() {
        AjpReplyDecoder decoder = asked();

        assertThat(read(decoder, RESPONSE))
                .containsExactly(
                        "BodyWanted[most=8186]",
                        "Head[status=200, reason=OK, headers=[Header[name=X-A, value=1],"
                                + " Header[name=Content-Type, value=text/plain], Header[name=Content-Length, value=5],"
                                + " Header[name=Set-Cookie, value=a], Header[name=Set-Cookie, value=caf\u00e9]],"
                                + " contentLength=5]",
                        "BodyWanted[most=100]",
                        "End[reusable=true]",
                        "data=hello");
        assertThat(decoder.hasRemainder()).isFalse();
    }

    @Test
    @DisplayName("D-01 a response is the same wherever its bytes are cut")
    void cut_anywhere() {
        List<String> whole = read(asked(), RESPONSE);
        for (int first = 0; first <= RESPONSE.length(); first++) {
            for (int second = first; second <= RESPONSE.length(); second += 7) {
                assertThat(read(
                                asked(),
                                RESPONSE.substring(0, first),
                                RESPONSE.substring(first, second),
                                RESPONSE.substring(second)))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(whole);
            }
        }
        assertThat(read(asked(), RESPONSE.split("(?s)(?<=.)"))).isEqualTo(whole);
    }

    @Test
    @DisplayName("D-01 what is cut off is neither an answer nor an error, but a remainder")
    void cut_off_anywhere() {
        List<String> whole = read(asked(), RESPONSE);
        for (int length = 1; length < RESPONSE.length(); length++) {
            AjpReplyDecoder decoder = asked();
            List<String> part = read(decoder, RESPONSE.substring(0, length));
            assertThat(part).hasSizeLessThan(whole.size());
        }
        AjpReplyDecoder inPiece = asked();
        read(inPiece, head(200, "") + body("abc").substring(0, 8));
        assertThat(inPiece.hasRemainder()).isTrue();
        AjpReplyDecoder beforeNul = asked();
        read(beforeNul, head(200, "") + body("abc").substring(0, 10));
        assertThat(beforeNul.hasRemainder()).isTrue();
        AjpReplyDecoder inHeader = asked();
        read(inHeader, "AB\0");
        assertThat(inHeader.hasRemainder()).isTrue();
    }

    @Test
    void every_coded_header_has_its_name() {
        String[] lines = new String[11];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "@" + Integer.toHexString(0xa001 + i) + ": " + (i == 2 ? "0" : "x");
        }

        assertThat(read(asked(), head(304, "", lines)).get(0))
                .containsSubsequence(
                        "Content-Type",
                        "Content-Language",
                        "Content-Length",
                        "Date",
                        "Last-Modified",
                        "Location",
                        "Set-Cookie",
                        "Set-Cookie2",
                        "Servlet-Engine",
                        "Status",
                        "WWW-Authenticate");
    }

    @Test
    void null_texts_are_empty_and_a_length_need_not_be_told() {
        String head = packet("\u0004" + number(599) + number(0xffff) + number(1) + text("X") + number(0xffff));

        assertThat(read(asked(), head).get(0))
                .isEqualTo("Head[status=599, reason=, headers=[Header[name=X, value=]], contentLength=-1]");
    }

    @Test
    void a_connection_that_ends_with_the_response_says_so() {
        assertThat(read(asked(), head(200, "") + END_CLOSE)).contains("End[reusable=false]");
        assertThat(read(asked(), head(200, "") + packet("\u0005\u0002"))).contains("End[reusable=false]");
    }

    @Test
    void one_pong_answers_one_ping() {
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.pinged();

        assertThat(read(decoder, PONG)).contains("Pong[]");
        assertThat(refused(decoder, PONG).flaw()).isEqualTo(Flaw.ORDER);
    }

    @Test
    void the_largest_packet_that_there_can_be_passes() {
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.requested();
        String data = "x".repeat(AjpPackets.LARGEST - 4 - 4);

        assertThat(read(decoder, head(200, "") + body(data) + END).get(2)).isEqualTo("data=" + data);
    }

    static Stream<Arguments> wrong() {
        String good = head(200, "OK");
        return Stream.of(
                Arguments.of("magic, second byte", "AC\0\2\5\1", Flaw.MAGIC),
                Arguments.of("magic, first byte", "B", Flaw.MAGIC),
                Arguments.of("magic of a balancer", "\u00124\0\2\5\1", Flaw.MAGIC),
                Arguments.of("length 0", "AB\0\0", Flaw.PACKET_LENGTH),
                Arguments.of("length 65533", "AB" + number(65533), Flaw.PACKET_LENGTH),
                Arguments.of("length 65535", "AB" + number(65535), Flaw.PACKET_LENGTH),
                Arguments.of("unknown message", packet("\u0007"), Flaw.MESSAGE_CODE),
                Arguments.of("code 255", packet("\u00ff"), Flaw.MESSAGE_CODE),
                Arguments.of("CPONG unasked", PONG, Flaw.ORDER),
                Arguments.of("end before the head", END, Flaw.ORDER),
                Arguments.of("body before the head", body("x"), Flaw.ORDER),
                Arguments.of("two heads", good + good, Flaw.ORDER),
                Arguments.of("more behind the end", good + END + END, Flaw.ORDER),
                Arguments.of("GET_BODY_CHUNK behind the end", good + END + wants(5), Flaw.ORDER),
                Arguments.of("status 0", head(0, ""), Flaw.STATUS),
                Arguments.of("status 99", head(99, ""), Flaw.STATUS),
                Arguments.of("status 100", head(100, ""), Flaw.STATUS),
                Arguments.of("status 199", head(199, ""), Flaw.STATUS),
                Arguments.of("status 600", head(600, ""), Flaw.STATUS),
                Arguments.of("status 1000", head(1000, ""), Flaw.STATUS),
                Arguments.of("CR LF in the reason", head(200, "OK\r\nX: y"), Flaw.TEXT),
                Arguments.of("DEL in the reason", head(200, "O\u007fK"), Flaw.TEXT),
                Arguments.of("LF in a value", head(200, "", "X: a\nb"), Flaw.TEXT),
                Arguments.of("blank in a name", head(200, "", "X Y: a"), Flaw.TEXT),
                Arguments.of("empty name", head(200, "", ": a"), Flaw.TEXT),
                Arguments.of("header code 0", head(200, "", "@a000: a"), Flaw.HEADER_CODE),
                Arguments.of("header code 12", head(200, "", "@a00c: a"), Flaw.HEADER_CODE),
                Arguments.of("two lengths", head(200, "", "@a003: 1", "content-length: 1"), Flaw.CONTENT_LENGTH),
                Arguments.of("no length", head(200, "", "@a003: "), Flaw.CONTENT_LENGTH),
                Arguments.of("negative length", head(200, "", "@a003: -1"), Flaw.CONTENT_LENGTH),
                Arguments.of("letters", head(200, "", "@a003: 1e3"), Flaw.CONTENT_LENGTH),
                Arguments.of("19 digits", head(200, "", "@a003: " + "1".repeat(19)), Flaw.CONTENT_LENGTH),
                Arguments.of("header count -1", packet("\u0004\0\u00c8\0\0\0\u00ff\u00ff"), Flaw.INNER_LENGTH),
                Arguments.of(
                        "one header too few",
                        packet("\u0004\0\u00c8\0\0\0\0\2" + text("X") + text("y")),
                        Flaw.INNER_LENGTH),
                Arguments.of("a text beyond the packet", packet("\u0004\0\u00c8\u007f\u00ff"), Flaw.INNER_LENGTH),
                Arguments.of("no NUL", packet("\u0004\0\u00c8\0\1xy\0\0"), Flaw.INNER_LENGTH),
                Arguments.of("bytes behind the headers", packet("\u0004\0\u00c8\0\0\0\0\0\0"), Flaw.INNER_LENGTH),
                Arguments.of("head cut", packet("\u0004\0"), Flaw.INNER_LENGTH),
                Arguments.of("piece of 1", good + packet("\u0003"), Flaw.INNER_LENGTH),
                Arguments.of("piece shorter than its packet", good + packet("\u0003\0\1abc"), Flaw.INNER_LENGTH),
                Arguments.of("piece longer than its packet", good + packet("\u0003\0\5abc\0"), Flaw.INNER_LENGTH),
                Arguments.of("end cut", good + packet("\u0005"), Flaw.INNER_LENGTH),
                Arguments.of("end too long", good + packet("\u0005\1\1"), Flaw.INNER_LENGTH),
                Arguments.of("a wish for nothing", wants(0), Flaw.INNER_LENGTH),
                Arguments.of("wish cut", packet("\u0006\0"), Flaw.INNER_LENGTH),
                Arguments.of("CPONG too long", packet("\u0009\0"), Flaw.ORDER));
    }

    @ParameterizedTest(name = "D-01/D-02 {0}")
    @MethodSource("wrong")
    void what_is_wrong_is_refused_with_its_reason_wherever_it_is_cut(String name, String bytes, Flaw flaw) {
        assertThat(refused(asked(), bytes).flaw()).isEqualTo(flaw);
        for (int cut = 1; cut < bytes.length(); cut++) {
            String first = bytes.substring(0, cut);
            String rest = bytes.substring(cut);
            AjpException refused = catchThrowableOfType(AjpException.class, () -> read(asked(), first, rest));
            assertThat(refused.flaw()).as("cut at %d", cut).isEqualTo(flaw);
            assertThat(refused.getMessage()).matches("[ -~]{1,200}");
        }
    }

    @Test
    void a_pong_with_something_in_it_is_none() {
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.pinged();

        assertThat(refused(decoder, packet("\u0009\0")).flaw()).isEqualTo(Flaw.INNER_LENGTH);
    }

    @Test
    void a_ping_is_answered_by_nothing_else() {
        AjpReplyDecoder decoder = new AjpReplyDecoder();
        decoder.pinged();

        assertThat(refused(decoder, head(200, "")).flaw()).isEqualTo(Flaw.ORDER);
        decoder = new AjpReplyDecoder();
        decoder.pinged();
        assertThat(refused(decoder, wants(1)).flaw()).isEqualTo(Flaw.ORDER);
    }
}
