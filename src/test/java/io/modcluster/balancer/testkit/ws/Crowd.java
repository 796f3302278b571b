package io.modcluster.balancer.testkit.ws;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.util.AttributeKey;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many WebSocket clients, each of which says something and waits for the echo. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is missing among the echoes
public final class Crowd implements AutoCloseable {
    private static final AttributeKey<Long> SENT = AttributeKey.valueOf(Crowd.class, "sent");
    private static final int HANDSHAKES_AT_ONCE = 100;
    private static final long WAIT_SECONDS = 120;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> members = new CopyOnWriteArrayList<>();
    private final Queue<Long> micros = new ConcurrentLinkedQueue<>();
    private final AtomicInteger gone = new AtomicInteger();
    private final Semaphore handshakes = new Semaphore(HANDSHAKES_AT_ONCE);
    private final Semaphore echoes = new Semaphore(0);

    /** Opens so many at a port of loopback. */
    public void open(int port, int count) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                                .webSocketUri(URI.create("ws://127.0.0.1:" + port + "/crowd"))
                                .handshakeTimeoutMillis(60_000)
                                .build();
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(8192),
                                        new WebSocketClientProtocolHandler(config),
                                        new Member());
                    }
                });
        for (int i = 0; i < count; i++) {
            take(handshakes, 1);
            members.add(bootstrap
                    .connect(InetAddress.getLoopbackAddress(), port)
                    .sync()
                    .channel());
        }
        take(handshakes, HANDSHAKES_AT_ONCE);
        handshakes.release(HANDSHAKES_AT_ONCE);
    }

    private static void take(Semaphore semaphore, int count) throws InterruptedException {
        if (!semaphore.tryAcquire(count, WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("waited " + WAIT_SECONDS + " s");
        }
    }

    /** Each says something, spread over that time; returns when all have heard it. Microseconds, in order. */
    public List<Long> echo(long spreadMillis) throws InterruptedException {
        micros.clear();
        int at = 0;
        for (Channel member : members) {
            long delay = spreadMillis * at++ / members.size();
            member.eventLoop().schedule(() -> say(member), delay, TimeUnit.MILLISECONDS);
        }
        take(echoes, members.size());
        return micros.stream().sorted().toList();
    }

    private static void say(Channel member) {
        member.attr(SENT).set(System.nanoTime());
        member.writeAndFlush(new TextWebSocketFrame("say something, then wait for it to come back"));
    }

    /** How many were closed. */
    public int gone() {
        return gone.get();
    }

    @Override
    public void close() {
        members.forEach(Channel::close);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    private final class Member extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                handshakes.release();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            micros.add((System.nanoTime() - context.channel().attr(SENT).get()) / 1000);
            echoes.release();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            gone.incrementAndGet();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /**
     * Crowd and node in a process of their own: prints the port of the node, then reads lines: {@code open PORT COUNT},
     * {@code echo MILLIS}, and prints an answer to each.
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        try (EchoNode node = EchoNode.start();
                Crowd crowd = new Crowd();
                PrintStream out =
                        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            out.println(node.port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("open")) {
                    crowd.open(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                    out.println("open " + crowd.members.size());
                } else {
                    List<Long> micros = crowd.echo(Long.parseLong(words[1]));
                    out.println(micros.size() + " " + crowd.gone() + " " + micros.get(micros.size() / 2) + " "
                            + micros.get(micros.size() * 99 / 100));
                }
            }
        }
    }
}
