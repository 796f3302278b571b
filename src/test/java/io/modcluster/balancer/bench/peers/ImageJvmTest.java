package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImageJvmTest {
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT \\[\"java\", (.*), \"-jar\", .*]$");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^ENV ([A-Z_]+)=(.*)$");

    @Test
    void proxies_are_measured_with_the_jvm_of_the_image() throws IOException {
        String dockerfile = Files.readString(Path.of("src", "main", "docker", "Dockerfile"));
        Matcher entrypoint = ENTRYPOINT.matcher(dockerfile);
        Matcher variable = VARIABLE.matcher(dockerfile);

        assertThat(entrypoint.find()).isTrue();
        List<String> arguments = Stream.of(entrypoint.group(1).split(", ", -1))
                .map(argument -> argument.replace("\"", ""))
                .toList();
        assertThat(ImageJvm.ARGUMENTS).isEqualTo(arguments);
        assertThat(variable.find()).isTrue();
        assertThat(ImageJvm.ENVIRONMENT).containsOnlyKeys(variable.group(1)).containsValue(variable.group(2));
    }
}
