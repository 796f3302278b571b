package io.modcluster.balancer.transport;

/** Takes header fields, one after the other, in the order in which they are to go out. */
public interface FieldSink {
    /**
     * One more field.
     *
     * @throws IllegalArgumentException if it cannot be sent: its name is no token, or its value has a line end in it
     */
    void add(CharSequence name, CharSequence value);

    /** Some more, that are the same for many messages. */
    default void addAll(FixedFields fields) {
        fields.forEach(this);
    }
}
