package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectIdTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 0x0123_4567_89AB_CDEFL, Long.MIN_VALUE})
    @DisplayName("an id that was made of its text has the same number")
    void sameNumber(long number) {
        var made = ObjectId.of('E', number);
        assertEquals(number, made.number());
        assertEquals(number, new ObjectId(made.text()).number());
    }

    @ParameterizedTest
    @ValueSource(strings = {"E", "letter-7", "E000000000000000g", "M00000000000000010000000a"})
    @DisplayName("any id has a number, the same always, and another one has another")
    void otherTexts(String text) {
        assertEquals(new ObjectId(text).number(), new ObjectId(text).number());
        assertNotEquals(new ObjectId(text).number(), new ObjectId(text + "1").number());
    }
}
