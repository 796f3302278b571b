package io.modcluster.balancer.advertise.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.modcluster.balancer.advertise.codec.AdvertiseReading.Flaw;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Read;
import io.modcluster.balancer.advertise.codec.AdvertiseReading.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdvertiseFuzzTest {
    private static final int DATAGRAMS = Integer.getInteger("fuzz.messages", 20_000);
    private static final byte[] SPECIAL = "\r\n: \0[]%0129".getBytes(StandardCharsets.ISO_8859_1);

    private final List<CapturedAdverts> captured = CapturedAdverts.all();

    @Test
    @DisplayName("H-04 mutated datagrams are read or refused, and nothing else")
    void mutated_datagrams_are_read_or_refused_and_nothing_else() {
        Long only = Long.getLong("seed");
        Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
        int read = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? DATAGRAMS : only + 1); seed++) {
            AdvertiseReading reading = reading(seed);
            if (reading instanceof Refused refused) {
                flaws.add(refused.flaw());
                assertThat(refused.toString()).as("seed %d", seed).matches("[ -~…]{1,600}");
            } else {
                read += writesBack((Read) reading, seed);
            }
        }
        if (only == null) {
            assertThat(read).as("the fuzz must reach both outcomes").isBetween(DATAGRAMS / 50, DATAGRAMS);
            assertThat(flaws).as("and all ways to be wrong").containsExactlyInAnyOrder(Flaw.values());
        }
    }

    private AdvertiseReading reading(long seed) {
        byte[] bytes = mutated(new Random(seed));
        try {
            return AdvertiseDatagram.parse(bytes);
        } catch (RuntimeException bug) {
            return fail("seed " + seed + " (replay: -Dseed=" + seed + ")", bug);
        }
    }

    /** What was read can be written, if nodes could read that, and is then read as the same. */
    private static int writesBack(Read read, long seed) {
        AdvertiseDigest key = AdvertiseDigest.of("key");
        byte[] written;
        try {
            written = read.datagram().write(key);
        } catch (IllegalArgumentException tooLong) {
            assertThat(tooLong).as("seed %d", seed).hasMessageStartingWith("advertisement of ");
            return 1;
        }
        Read again = (Read) AdvertiseDatagram.parse(written);
        assertThat(again.datagram()).as("seed %d", seed).isEqualTo(read.datagram());
        assertThat(again.isSignedWith(key)).as("seed %d", seed).isTrue();
        return 1;
    }

    private byte[] mutated(Random random) {
        byte[] bytes = captured.get(random.nextInt(captured.size())).bytes().clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return switch (random.nextInt(20)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, random.nextInt(5_000));
            case 2 -> withLineTwice(bytes, random);
            default -> bytes;
        };
    }

    private static byte[] withLineTwice(byte[] bytes, Random random) {
        List<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        String line = lines.get(random.nextInt(lines.size()));
        return (String.join("\r\n", lines).strip() + "\r\n" + line.repeat(1 + random.nextInt(3)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
