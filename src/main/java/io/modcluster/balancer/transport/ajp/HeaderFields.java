package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.FieldSink;
import io.modcluster.balancer.transport.FixedFields;
import io.modcluster.balancer.transport.ajp.codec.ForwardRequest;
import io.modcluster.balancer.transport.ajp.codec.PackedFields;

/** Header fields on their way into a packet. Those that are fixed are put into bytes once. */
final class HeaderFields implements FieldSink {
    private final ForwardRequest to;

    HeaderFields(ForwardRequest to) {
        this.to = to;
    }

    @Override
    public void add(CharSequence name, CharSequence value) {
        to.add(name, value);
    }

    @Override
    public void addAll(FixedFields fields) {
        if (fields.kept() instanceof PackedFields packed) {
            to.addAll(packed);
        } else {
            int position = to.position();
            int count = to.count();
            fields.forEach(this);
            fields.keep(to.since(position, count));
        }
    }
}
