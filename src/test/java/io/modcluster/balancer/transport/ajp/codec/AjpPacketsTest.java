package io.modcluster.balancer.transport.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class AjpPacketsTest {
    @Test
    void packets_with_bodies() {
        assertThat(AjpPackets.bodyRoom(8192)).isEqualTo(8186);
        ByteBuf packet = Unpooled.buffer();
        AjpPackets.beginBody(packet, 3);
        assertThat(ByteBufUtil.getBytes(packet.writeBytes(new byte[] {'a', 'b', 'c'})))
                .containsExactly(0x12, 0x34, 0, 5, 0, 3, 'a', 'b', 'c');
        assertThat(AjpPackets.endOfBody().getBytes()).containsExactly(0x12, 0x34, 0, 2, 0, 0);
        assertThat(AjpPackets.ping().getBytes()).containsExactly(0x12, 0x34, 0, 1, 10);
    }
}
