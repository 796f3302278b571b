package io.modcluster.balancer.transport.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.testkit.ajp.ForwardedRequest;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.FixedFields;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.ClientFacts;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.AsciiString;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
    private static final FixedFields FIXED =
            FixedFields.of(List.of("X-Forwarded-For", "10.0.0.1", "Via", "1.1 balancer", "Host", "h"));
    private static final ClientFacts CLIENT = ClientFacts.of("10.0.0.1", 1, "");
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true, true);

    private final ForwardRequest request = new ForwardRequest(8192, "n1", "");
    private final HeaderFields fields = new HeaderFields(request);

    private ByteBuf packet(Runnable filling) {
        request.begin("GET", "/", CLIENT, "h", 80, null);
        filling.run();
        return request.end(0, HEAP);
    }

    @Test
    void fixed_fields_are_the_same_the_first_time_and_later() {
        ByteBuf byOne = packet(() -> {
            fields.add("X", "1");
            FIXED.forEach(fields);
            fields.add("Y", "2");
        });

        for (int i = 0; i < 3; i++) {
            ByteBuf packet = packet(() -> {
                fields.add("X", "1");
                fields.addAll(FIXED);
                fields.add("Y", "2");
            });
            assertThat(packet).isEqualTo(byOne);
        }
        assertThat(ForwardedRequest.parse(ByteBufUtil.getBytes(byOne)).headers())
                .containsExactly("X: 1", "X-Forwarded-For: 10.0.0.1", "Via: 1.1 balancer", "host: h", "Y: 2");
    }

    @Test
    void a_text_is_the_same_bytes_in_both_of_its_forms() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            String value = text(random, 256);
            ByteBuf plain = packet(() -> fields.add("Cookie", value));
            assertThat(packet(() -> fields.add(new AsciiString("cookie"), new AsciiString(value))))
                    .isEqualTo(plain);
        }
    }

    @Test
    void what_would_read_otherwise_is_found_wherever_it_stands() {
        for (int length = 1; length < 20; length++) {
            for (int at = 0; at < length; at++) {
                for (char c : new char[] {0, '\r', '\n', 0x100, 0x10d}) {
                    StringBuilder value = new StringBuilder("\u00e9".repeat(length));
                    value.setCharAt(at, c);
                    assertThatThrownBy(() -> packet(() -> fields.add("X", value.toString())))
                            .isInstanceOf(AjpException.class);
                    if (c < 0x100) {
                        assertThatThrownBy(() -> packet(() -> fields.add("X", new AsciiString(value))))
                                .isInstanceOf(AjpException.class);
                    }
                }
            }
        }
    }

    private static String text(Random random, int values) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            char c = (char) random.nextInt(values);
            text.append(c == 0 || c == '\r' || c == '\n' ? ' ' : c);
        }
        return text.toString();
    }

    @Test
    void two_connections_are_told_apart() {
        ClientsLately lately = new ClientsLately();
        SocketAddress local = SocketAddress.inetSocketAddress(80, "127.0.0.1");
        SocketAddress remote = SocketAddress.inetSocketAddress(7, "127.0.0.2");
        ClientConnection one = new ClientConnection(remote, local, "h", 80, false, null);

        assertThat(lately.of(one)).isSameAs(lately.of(one));
        assertThat(lately.of(new ClientConnection(remote, remote, "h", 80, false, null)))
                .isNotSameAs(lately.of(one));
        assertThat(lately.of(new ClientConnection(null, null, "h", 80, false, null)))
                .isNotSameAs(lately.of(one));
    }
}
