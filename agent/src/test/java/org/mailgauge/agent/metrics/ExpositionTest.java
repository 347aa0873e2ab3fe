package org.mailgauge.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** The checker finds what it is there to find. */
class ExpositionTest {
    @Test
    void readsWhatIsRight() {
        var read =
                Exposition.read(
                        "# HELP a_total b c\n# TYPE a_total counter\na_total{x=\"\\\"\"} 1.0\n");
        assertEquals(List.of(), read.complaints());
        assertEquals(Map.of("a_total{x=\"\"\"}", 1.0), read.series());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a 1\n",
                "# HELP a b\n# TYPE a gauge\na 1",
                "# HELP a b\n# TYPE a gauge\na one\n",
                "# HELP a b\n# TYPE a gauge\na NaN\n",
                "# HELP a b\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a b\n# TYPE a counter\na 1\n",
                "# HELP a_total b\n# TYPE a_total gauge\na_total 1\n",
                "# HELP a \n# TYPE a gauge\na 1\n",
                "# TYPE a gauge\na 1\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"\n\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na 1\n# HELP b c\n# TYPE b gauge\nb 1\na{x=\"1\"} 2\n",
                "# HELP a_milliseconds b\n# TYPE a_milliseconds gauge\na_milliseconds 1\n",
                "# HELP a_count b\n# TYPE a_count gauge\na_count 1\n",
            })
    void complainsOfWhatIsWrong(String text) {
        assertFalse(Exposition.read(text).complaints().isEmpty());
    }
}
