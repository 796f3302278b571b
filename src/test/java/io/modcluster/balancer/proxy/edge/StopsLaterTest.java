package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopsLaterTest {
    private final List<Object> told = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new StopsLater(), new ChannelInboundHandlerAdapter() {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            told.add(event);
        }
    });

    @Test
    void a_stop_with_some_time_is_not_told_and_all_else_is() {
        ShutdownEvent atOnce = new ShutdownEvent(0, TimeUnit.SECONDS);
        channel.pipeline().fireUserEventTriggered(new ShutdownEvent(10, TimeUnit.SECONDS));
        channel.pipeline().fireUserEventTriggered("other");
        channel.pipeline().fireUserEventTriggered(atOnce);
        assertThat(told).containsExactly("other", atOnce);
    }
}
