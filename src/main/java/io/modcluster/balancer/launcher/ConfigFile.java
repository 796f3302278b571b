package io.modcluster.balancer.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration file: finds it and reads its text. */
final class ConfigFile {
    /** A configuration with every option and its comment is a hundredth of this; more is not a configuration. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final Path NAME = Path.of("conf", "balancer.yaml");

    private ConfigFile() {}

    /** The file that was named, else {@code conf/balancer.yaml} in the first folder that has it, else nothing. */
    static Findings read(Optional<Path> named, List<Path> folders) {
        return named.or(() -> find(folders)).map(ConfigFile::read).orElse(Findings.NONE);
    }

    private static Optional<Path> find(List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(NAME).normalize())
                .filter(Files::exists)
                .findFirst();
    }

    private static Findings read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Findings.unreadable(
                    file.toString(), Files.exists(file) ? "a file, not a directory or device" : "a file that exists");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return Findings.unreadable(file.toString(), "at most 1 MiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return YamlSource.read(file.toString(), text);
        } catch (CharacterCodingException wrong) {
            return Findings.unreadable(file.toString(), "UTF-8 text");
        } catch (IOException wrong) {
            return Findings.unreadable(file.toString(), "a file that can be read; " + wrong.getMessage());
        }
    }
}
