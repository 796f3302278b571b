package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Quoted;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@code registry.snapshot}, and a lock beside it for as long as it is open. It is only ever replaced as a
 * whole: a reader, or a restart after a crash, finds the old one or the new one. Its methods block; they are for one
 * thread at a time.
 */
final class SnapshotFile {
    /** A thousand nodes with ten contexts each take one to two megabytes. */
    static final long MAX_BYTES = 256L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
    /** So many files may be moved aside in one second. */
    private static final int MAX_SAME_NAMES = 100;

    private final Path file;
    private final Path folder;
    private final FileChannel lock;

    private SnapshotFile(Path file, Path folder, FileChannel lock) {
        this.file = file;
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * An open file.
     *
     * @param file    to write the next one to
     * @param entries what was in it, by key; nothing if it was not there or could not be understood
     */
    record Opened(SnapshotFile file, Map<String, String> entries) {}

    /**
     * Takes the file for this balancer and reads it. What is in it but cannot be understood is moved aside, never deleted.
     *
     * @param option the value of {@code registry.snapshot}
     * @throws IOException with a sentence for the operator, when no snapshot could be read or written there
     */
    static Opened open(String option, Instant now) throws IOException {
        Path path = path(option);
        Path parent = path.getParent();
        if (parent == null || (Files.exists(path) && !Files.isRegularFile(path))) {
            throw problem(path, "is no file", "name a file in a directory that this process may write to", null);
        }
        if (!Files.isDirectory(parent)) {
            throw problem(path, "its directory does not exist", "make it, or set another registry.snapshot", null);
        }
        SnapshotFile file = new SnapshotFile(path, parent, lock(path));
        try {
            return new Opened(file, file.read(now));
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private static Path path(String option) throws IOException {
        try {
            Path path = Path.of(option).toAbsolutePath();
            // replacing a link would leave the file that it names as it was
            return Files.exists(path) ? path.toRealPath() : path;
        } catch (InvalidPathException wrong) {
            throw new IOException(
                    "registry.snapshot: " + Quoted.of(option) + " is no path (expected: the path of a file)", wrong);
        }
    }

    /**
     * Two balancers that write the same file would undo each other. The lock ends with the process, however that ends; its
     * file stays, since whoever deletes it may delete the one that another process has just locked.
     */
    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    sibling(path, ".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    onlyForUs(path));
        } catch (IOException cause) {
            throw problem(path, "cannot write in its directory", "let the user of this process write there", cause);
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException sameProcess) {
            channel.close();
            throw taken(path, sameProcess);
        } catch (IOException cause) {
            channel.close();
            throw problem(path, "cannot be locked", "use a file system that has locks", cause);
        }
        channel.close();
        throw taken(path, null);
    }

    private Map<String, String> read(Instant now) throws IOException {
        if (Files.notExists(file)) {
            return Map.of();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = Files.size(file) > MAX_BYTES ? new byte[0] : in.readNBytes(Math.toIntExact(MAX_BYTES));
        } catch (IOException cause) {
            throw problem(file, "cannot be read", "let the user of this process read it, or move it away", cause);
        }
        try {
            if (bytes.length == 0) {
                throw new IllegalArgumentException(Files.size(file) + " bytes (expected: 1.." + MAX_BYTES + ")");
            }
            return SnapshotJson.read(bytes);
        } catch (RuntimeException wrong) {
            moveAside(
                    now, String.valueOf(wrong.getMessage()).lines().findFirst().orElse(""));
            return Map.of();
        }
    }

    private void moveAside(Instant now, String reason) throws IOException {
        String suffix = ".corrupt-" + SECONDS.format(now);
        try {
            Path aside = moveTo(suffix);
            LOG.error(
                    "snapshot not understood, starting with an empty table file=\"{}\" moved_to=\"{}\" reason={}",
                    file,
                    aside,
                    Quoted.of(reason));
        } catch (IOException cause) {
            throw problem(file, "is corrupt and cannot be moved aside", "move it away", cause);
        }
    }

    private Path moveTo(String suffix) throws IOException {
        for (int same = 1; ; same++) {
            Path aside = sibling(file, same == 1 ? suffix : suffix + "-" + same);
            try {
                return Files.move(file, aside);
            } catch (FileAlreadyExistsException taken) {
                if (same == MAX_SAME_NAMES) {
                    throw taken;
                }
            }
        }
    }

    /** Replaces the file; when this returns it is on the disk, and when it fails the old one still is. */
    void write(Map<String, String> entries, Instant now) throws IOException {
        Path temporary = sibling(file, ".tmp");
        // one that a crash left behind
        Files.deleteIfExists(temporary);
        Set<OpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, anew, onlyForUs(file))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            SnapshotJson.write(entries, now, out);
            out.flush();
            if (channel.size() > MAX_BYTES) {
                throw new IOException(channel.size() + " bytes, which no start would read (at most " + MAX_BYTES + ")");
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    /** The new name is on the disk only when the directory is. */
    private void syncFolder() throws IOException {
        if (isPosix(file)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Lets another balancer have the file. */
    void close() throws IOException {
        lock.close();
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Who knows the nodes knows what to attack. */
    private static FileAttribute<?>[] onlyForUs(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static IOException taken(Path file, @Nullable Throwable cause) {
        return problem(file, "another balancer uses it", "give each balancer a registry.snapshot of its own", cause);
    }

    private static IOException problem(Path file, String what, String remedy, @Nullable Throwable cause) {
        String reason = cause instanceof IOException ? " (" + cause + ")" : "";
        return new IOException("registry.snapshot: \"" + file + "\": " + what + reason + "; " + remedy, cause);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
