package io.modcluster.balancer.mcmp.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Messages that are nearly right: grammar first, then mutations of bytes. The same seed makes the same message. */
public final class McmpFuzz {
    private static final List<String> NAMES = List.of(
            "JVMRoute",
            "Balancer",
            "Domain",
            "Host",
            "Port",
            "Type",
            "Reversed",
            "flushpackets",
            "flushwait",
            "ping",
            "smax",
            "ttl",
            "Timeout",
            "StickySession",
            "StickySessionCookie",
            "StickySessionPath",
            "StickySessionRemove",
            "StickySessionForce",
            "WaitWorker",
            "Maxattempts",
            "Alias",
            "Context",
            "Load",
            "Scheme",
            "Foo",
            "");
    private static final List<String> VALUES = List.of(
            "n1",
            "n2",
            "localhost",
            "127.0.0.1",
            "[::1]",
            "[::1%25lo]",
            "8009",
            "65536",
            "http",
            "ajp",
            "wss",
            "unix",
            "yes",
            "No",
            "auto",
            "10ms",
            "2min",
            "-1",
            "0",
            "100",
            "101",
            "/",
            "/a,/b",
            "a,b,,c",
            "%2C",
            "%zz",
            "%",
            "+",
            "x=y",
            "%00",
            "%C3%A9",
            "%C3",
            "<",
            "'",
            "",
            "0x7f.1",
            "169.254.169.254",
            "9999999999999999999");
    private static final byte[] SPECIAL = "&=%+,<>\"'\r\n\0\\;:[]".getBytes(StandardCharsets.ISO_8859_1);

    private final Random random;

    /** A message of its own for each seed. */
    public McmpFuzz(long seed) {
        this.random = new Random(seed);
    }

    /** Any of the methods. */
    public McmpMethod method() {
        List<McmpMethod> methods = List.of(McmpMethod.values());
        return methods.get(random.nextInt(methods.size()));
    }

    /** A target that can stand in a request line. */
    public String target() {
        return List.of("/", "/*", "*", "//", "/x?a=/*", "http://h/*", "/%zz").get(random.nextInt(7));
    }

    /** Up to a few hundred bytes, now and then far more. */
    public byte[] body() {
        StringBuilder text = new StringBuilder();
        int fields = random.nextInt(50) == 0 ? random.nextInt(300) : random.nextInt(8);
        for (int i = 0; i < fields; i++) {
            text.append(i == 0 ? "" : "&").append(name());
            text.append(random.nextInt(30) == 0 ? "" : "=").append(value());
        }
        byte[] body = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(4); i > 0 && body.length > 0 && random.nextBoolean(); i--) {
            int at = random.nextInt(body.length);
            body[at] = random.nextBoolean() ? (byte) random.nextInt(256) : SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return body;
    }

    private String name() {
        String name = NAMES.get(random.nextInt(3) == 0 ? 0 : random.nextInt(NAMES.size()));
        return random.nextInt(20) == 0 ? name.toUpperCase(Locale.ROOT) : name;
    }

    private String value() {
        String value = VALUES.get(random.nextInt(VALUES.size()));
        return random.nextInt(40) == 0 ? value.repeat(random.nextInt(200)) : value;
    }
}
