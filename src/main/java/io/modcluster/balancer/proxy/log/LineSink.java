package io.modcluster.balancer.proxy.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Where lines go. Belongs to the thread that writes; may block. */
interface LineSink {
    /** Writes whole lines. */
    void write(StringBuilder lines) throws IOException;

    /** No more lines. */
    default void close() throws IOException {}

    static LineSink stdout() {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return lines -> out.write(bytes(lines));
    }

    static LineSink logger(Logger logger) {
        return lines -> lines.toString().lines().forEach(logger::info);
    }

    private static byte[] bytes(StringBuilder lines) {
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A file that is appended to. Whoever rotates renames it; the file that has the name then is opened, or made, at the next
     * write, a second later at most.
     */
    final class AppendedFile implements LineSink {
        private static final long LOOK_EVERY_MILLIS = 1000;

        private final Path path;
        private @Nullable OutputStream out;
        private @Nullable Object key;
        private long looked;

        AppendedFile(Path path) {
            this.path = path;
        }

        @Override
        public void write(StringBuilder lines) throws IOException {
            long now = System.currentTimeMillis();
            if (out != null && now - looked >= LOOK_EVERY_MILLIS && wasMoved()) {
                close();
            }
            if (out == null) {
                out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                key = keyOf();
                looked = now;
            }
            out.write(bytes(lines));
        }

        private boolean wasMoved() throws IOException {
            looked = System.currentTimeMillis();
            Object there = Files.exists(path) ? keyOf() : null;
            return there == null || !there.equals(key);
        }

        private @Nullable Object keyOf() throws IOException {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        }

        @Override
        public void close() throws IOException {
            OutputStream open = out;
            out = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
