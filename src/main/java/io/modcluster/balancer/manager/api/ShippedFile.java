package io.modcluster.balancer.manager.api;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file of the jar. Not by way of Vert.x' file system, which looks in the working directory first: what lies there may be
 * somebody else's.
 */
public final class ShippedFile {
    private ShippedFile() {}

    /** Its bytes; {@code name} is from the root of the class path. Fails when it was not shipped. Blocks for a moment. */
    public static Buffer read(String name) {
        try (InputStream file = ShippedFile.class.getResourceAsStream('/' + name)) {
            if (file == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
