package org.mailgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;

class ForeignMtaTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsOwnKey(ForeignMta mta) {
        assertEquals(Optional.of(mta), ForeignMta.named(mta.key()));
    }

    @Test
    void anotherSpellingNamesNone() {
        assertEquals(Optional.empty(), ForeignMta.named("Postfix"));
    }
}
