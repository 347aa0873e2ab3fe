package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.OptionalLong;

class DescriptorsTest {
    @ParameterizedTest
    @CsvSource({
        "'Max open files            220                  524288               files     ', 220",
        "'Max open files            unlimited            unlimited            files     ', -1",
        "'Max open files            12345678901234567890 1                    files     ', -1",
        "'Max open files', -1",
    })
    void theSoftLimitCounts(String line, long most) {
        var expected = most < 0 ? OptionalLong.empty() : OptionalLong.of(most);
        assertEquals(expected, Descriptors.soft(line));
    }
}
