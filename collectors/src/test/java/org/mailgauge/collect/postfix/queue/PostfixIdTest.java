package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

class PostfixIdTest {
    /** As observed: the file of that name had that inode and was made at that time. */
    @Test
    void aLongIdTellsWhenTheFileWasMade() {
        var id = PostfixId.of("4jY8k93d7QzKyQZ").orElseThrow();
        assertEquals(Instant.parse("2026-11-23T15:19:29.511442Z"), id.arrived());
        assertEquals(2_386_269L, id.inode());
    }

    @Test
    void aShortIdDoesNot() {
        var id = PostfixId.of("7CDB2246A").orElseThrow();
        assertNull(id.arrived());
        assertNull(id.inode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "A",
                "12345",
                "12345G",
                "FFFFF1",
                "F42401",
                "0000001",
                "abcde1",
                "12345.678",
                "4jY8k93d7Qz",
                "4jY8k93d7Qz0Q",
                "04jY8k93d7QzKyQZ",
                "4jY8k9zzzzzK",
                "4jY8k93d7QzKyQzz",
                "4jY8k93d7QzaQ",
                "jY8k93d7QzKyQZ",
                "4jY8k93d7QzZZZZZZZZZZZZZ",
                "zzzzzzzzzzzzzzzzzzzzzzzz"
            })
    void whatPostfixDoesNotWriteIsNone(String name) {
        assertTrue(PostfixId.of(name).isEmpty(), name);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "999999, -1",
        "1795447169511442, 2386269",
        "1000000000000, 9223372036854775807",
        "-1, 5",
        "-1000000, -1",
        "-42, 0",
        "9000000000000000, -9223372036854775808"
    })
    void packedAndUnpackedItIsTheSame(long stamp, long inode) {
        assertRoundTrip(stamp, inode);
    }

    @Test
    void anyPackedIdIsTheSameUnpacked() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            long stamp =
                    random.nextBoolean()
                            ? random.nextLong(9_000_000_000_000_000L) >>> random.nextInt(40)
                            : -1 - random.nextInt(1_000_000);
            assertRoundTrip(stamp, random.nextLong() >>> random.nextInt(64));
        }
    }

    /** Whatever is taken for an id is its own name again. */
    @Test
    void anyNameThatIsTakenIsTheSameUnpacked() {
        var random = new SplittableRandom(2);
        var letters = "0123456789ABCDEFzzGk.";
        for (int i = 0; i < 200_000; i++) {
            var name = new StringBuilder();
            for (int length = random.nextInt(28); length > 0; length--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            var octets = name.toString().getBytes(StandardCharsets.ISO_8859_1);
            var code = new IdCode();
            if (code.read(octets, 0, octets.length)) {
                var again = new StringBuilder();
                IdCode.write(code.stamp(), code.inode(), again);
                assertEquals(name.toString(), again.toString());
            }
        }
    }

    private static void assertRoundTrip(long stamp, long inode) {
        var name = new StringBuilder();
        IdCode.write(stamp, inode, name);
        var octets = name.toString().getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(octets.length <= IdCode.LONGEST, name::toString);
        var code = new IdCode();
        assertTrue(code.read(octets, 0, octets.length), name::toString);
        assertEquals(stamp, code.stamp());
        assertEquals(inode, code.inode());
    }
}
