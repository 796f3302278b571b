package io.modcluster.balancer.testkit.container;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * {@link TomcatContainer} once more, with Tomcat 9, whose classes have the names of those of Tomcat 10.1: its source is
 * compiled for {@code javax.servlet} and loaded with a loader of its own. The pages are the same.
 */
final class Tomcat9 {
    private static final Path JARS = Path.of("target", "tomcat-9");
    private static final Path SOURCE =
            Path.of("src/test/java").resolve(TomcatContainer.class.getName().replace('.', '/') + ".java");

    private Tomcat9() {}

    /** With an AJP connector; an empty secret is none. */
    static Container ajp(String secret) throws Exception {
        Loader loader = new Loader(compiled());
        // a JVM takes one such factory, and that of Tomcat 10.1 is there
        loader.loadClass("org.apache.catalina.webresources.TomcatURLStreamHandlerFactory")
                .getMethod("disable")
                .invoke(null);
        Class<?> container = loader.loadClass(TomcatContainer.class.getName());
        return (Container) container.getMethod("ajp", String.class).invoke(null, secret);
    }

    private static List<Path> jars() throws IOException {
        if (!Files.isDirectory(JARS)) {
            throw new IOException(JARS + " is missing (expected: made by mvn generate-test-resources)");
        }
        try (Stream<Path> files = Files.list(JARS)) {
            return files.toList();
        }
    }

    /** A folder with the class, compiled against Tomcat 9. */
    private static Path compiled() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "tomcat")), "nine");
        Path source = Files.createDirectories(folder.resolve("source")).resolve("TomcatContainer.java");
        Files.writeString(source, Files.readString(SOURCE).replace("jakarta.servlet", "javax.servlet"));
        String path = Stream.concat(
                        jars().stream().map(Path::toString),
                        Stream.of("target/test-classes", System.getProperty("java.class.path")))
                .collect(Collectors.joining(System.getProperty("path.separator")));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        folder.toString(),
                        "-cp",
                        path,
                        source.toString());
        if (result != 0) {
            throw new IOException("javac: " + result);
        }
        return folder;
    }

    /** Looks at its own first for all that there are two of. */
    private static final class Loader extends URLClassLoader {
        Loader(Path compiled) throws IOException {
            super(urls(compiled), Tomcat9.class.getClassLoader());
        }

        private static URL[] urls(Path compiled) throws IOException {
            return Stream.concat(Stream.of(compiled), jars().stream())
                    .map(Loader::url)
                    .toArray(URL[]::new);
        }

        private static URL url(Path path) {
            try {
                return path.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own = name.startsWith("org.apache.")
                    || name.startsWith("javax.servlet.")
                    || name.startsWith(TomcatContainer.class.getName());
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return own && loaded == null ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }
}
