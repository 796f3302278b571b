package io.modcluster.balancer.testkit.container;

/** A container with the pages of {@link ConformancePages} below {@code /app}. */
public interface Container extends AutoCloseable {
    /** Value of {@code Type} in CONFIG. */
    String type();

    /** Where it listens on 127.0.0.1. */
    int port();

    /** What it serves. */
    ConformancePages pages();

    @Override
    void close();
}
