package org.mailgauge.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class BaseSubjectTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'hello'                         | 'hello'           | false
                    '  hello \t  world '            | 'hello world'     | false
                    'Re: hello'                     | 'hello'           | true
                    're:hello'                      | 'hello'           | true
                    'RE : hello'                    | 'hello'           | true
                    'Fw: hello'                     | 'hello'           | true
                    'fWd: hello'                    | 'hello'           | true
                    'Fwdd: hello'                   | 'Fwdd: hello'     | false
                    'Re: Fwd: Re: hello'            | 'hello'           | true
                    'Re[2]: hello'                  | 'hello'           | true
                    'Re [list] : hello'             | 'hello'           | true
                    '[list] Re: hello'              | 'hello'           | true
                    '[a] [b] Re: hello'             | 'hello'           | true
                    '[list] hello'                  | 'hello'           | false
                    '[a][b] hello'                  | 'hello'           | false
                    'Re: [list] Re: [x] hello'      | 'hello'           | true
                    '[list]'                        | '[list]'          | false
                    '[a] [b]'                       | '[b]'             | false
                    'Re: [list]'                    | '[list]'          | true
                    '[a[b] hello'                   | '[a[b] hello'     | false
                    '[unclosed hello'               | '[unclosed hello' | false
                    'hello (fwd)'                   | 'hello'           | true
                    'hello (FWD) (fwd) '            | 'hello'           | true
                    'Re: hello (fwd)'               | 'hello'           | true
                    '(fwd)'                         | ''                | true
                    '[fwd: hello]'                  | 'hello'           | true
                    '[Fwd: Re: hello (fwd)]'        | 'hello'           | true
                    '[fwd: [fwd: hello]]'           | 'hello'           | true
                    '[fwd: hello] (fwd)'            | 'hello'           | true
                    '[fwd: hello] x'                | 'x'               | false
                    '[fwd: hello'                   | '[fwd: hello'     | false
                    'Re:'                           | ''                | true
                    'Re: Re: '                      | ''                | true
                    ''                              | ''                | false
                    'reply'                         | 'reply'           | false
                    're hello'                      | 're hello'        | false
                    'hello Re: x'                   | 'hello Re: x'     | false
                    '=?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?=' | 'Grüße'       | true
                    'Re: =?utf-8?q?[x]?= =?utf-8?q?_a?=' | 'a'          | true
                    """)
    @DisplayName("the base subject, and whether it was a reply (RFC 5256 section 2.1)")
    void base(String subject, String base, boolean reply) {
        assertEquals(new BaseSubject(base, reply), BaseSubject.of(subject));
    }

    @Test
    void takesNoTimeForManyBlobs() {
        var subject = "[a]".repeat(1 << 20) + "x";
        assertTimeout(
                Duration.ofSeconds(60), () -> assertEquals("x", BaseSubject.of(subject).text()));
    }
}
