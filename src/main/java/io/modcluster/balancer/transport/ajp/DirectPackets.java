package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.TakenBody;
import io.netty.buffer.ByteBuf;

/** Gives the pieces of one body on, those of one read as one. */
final class DirectPackets extends TakenBody {
    /** Each read is one piece here, and no more is read before that is taken. */
    private static final int MOST_READ_COPIED = 128 * 1024;

    private final AjpConnection connection;
    private final JoinedPieces joined = new JoinedPieces();

    DirectPackets(AjpConnection connection) {
        super(MOST_READ_COPIED);
        this.connection = connection;
    }

    @Override
    protected void heed() {
        connection.heedBody();
    }

    @Override
    protected void give(Taker to, ByteBuf piece) {
        joined.add(piece);
    }

    @Override
    public void stop(Taker of) {
        if (of == taker()) {
            joined.drop();
        }
        super.stop(of);
    }

    /** Gives what has been taken since; not later than behind a read, which is as much as may wait. */
    void passOn() {
        Taker to = taker();
        ByteBuf data = to == null ? null : joined.take();
        if (to != null && data != null) {
            to.take(data);
        }
    }

    /** All that was read at once has been given on. */
    @Override
    public void readComplete() {
        passOn();
        super.readComplete();
    }
}
