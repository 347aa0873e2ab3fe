package org.mailgauge.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.TreeSet;

class UidSetTest {

    @ParameterizedTest(name = "of {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''        | ''
                    1         | 1
                    3 1 2     | 1:3
                    1 1 1     | 1
                    5 1 2 9 8 | 1:2,5,8:9
                    """)
    void text(String uids, String expected) {
        assertEquals(expected, of(uids).toString());
    }

    private static UidSet of(String uids) {
        var words = uids.isEmpty() ? new String[0] : uids.split(" ");
        return UidSet.of(java.util.Arrays.stream(words).mapToLong(Long::parseLong).toArray());
    }

    @Test
    void everythingIsOneRange() {
        assertEquals(1, UidSet.ALL.ranges());
        assertEquals(UidSet.MOST, UidSet.ALL.size());
        assertEquals(UidSet.ALL, UidSet.range(UidSet.MOST, 1));
        assertEquals("1:4294967295", UidSet.ALL.toString());
        assertEquals(UidSet.NONE, UidSet.ALL.minus(UidSet.ALL));
        assertEquals("1:2,4:4294967295", UidSet.ALL.minus(UidSet.of(3)).toString());
        assertTrue(UidSet.ALL.contains(UidSet.MOST));
        assertFalse(UidSet.ALL.contains(0));
    }

    @Test
    void allThatAreEmptyAreOne() {
        assertSame(UidSet.NONE, new UidSet.Builder().build());
        assertSame(UidSet.NONE, UidSet.of());
    }

    @Test
    void whatIsNoUidIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> UidSet.of(0));
        assertThrows(IllegalArgumentException.class, () -> UidSet.of(UidSet.MOST + 1));
        assertThrows(IllegalArgumentException.class, () -> new UidSet.Builder().add(5).add(4));
    }

    @Test
    void setOperationsAreThoseOfSets() {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            var one = some(random);
            var other = some(random);
            assertEquals(one, plain(set(one)));
            var both = new TreeSet<>(one);
            both.retainAll(other);
            assertEquals(both, plain(set(one).and(set(other))));
            var either = new TreeSet<>(one);
            either.addAll(other);
            assertEquals(either, plain(set(one).or(set(other))));
            assertEquals(set(either), set(one).or(set(other)), "one form");
            var rest = new TreeSet<>(one);
            rest.removeAll(other);
            assertEquals(rest, plain(set(one).minus(set(other))));
            assertEquals(one.size(), set(one).size());
            long uid = 1 + random.nextLong(30);
            assertEquals(one.contains(uid), set(one).contains(uid));
        }
    }

    private static java.util.Set<Long> some(Random random) {
        var uids = new TreeSet<Long>();
        for (int i = random.nextInt(15); i > 0; i--) {
            uids.add(random.nextInt(8) == 0 ? UidSet.MOST : 1 + random.nextLong(25));
        }
        return uids;
    }

    private static UidSet set(java.util.Set<Long> uids) {
        return UidSet.of(uids.stream().mapToLong(uid -> uid).toArray());
    }

    private static java.util.Set<Long> plain(UidSet set) {
        var uids = new TreeSet<Long>();
        set.iterator().forEachRemaining((Long uid) -> uids.add(uid));
        return uids;
    }
}
