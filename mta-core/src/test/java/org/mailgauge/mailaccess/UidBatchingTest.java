package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.Paging;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.mailbox.UidSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

class UidBatchingTest {

    @ParameterizedTest(name = "{0}:{1}, {2} each, batches {3} to {4}")
    @CsvSource(
            textBlock =
                    """
                    1, 1000, 500, 0, 0, ' 1000:501,500:1'
                    1, 1001, 500, 0, 0, ' 1001:502,501:2,1:1'
                    101, 1200, 500, 0, 0, ' 1200:701,700:201,200:1'
                    101, 1200, 500, 2, 3, ' 700:201,200:1'
                    101, 1200, 2000, 1, 9, ' 1200:1'
                    101, 1200, 2000, 2, 9, ''
                    """)
    @DisplayName("batches follow each other, from the latest message down to UID 1 (RFC 10022)")
    void batches(long from, long to, long size, long first, long last, String ranges)
            throws IOException {
        var buffer = new ResponseBuffer(new byte[64]);
        var out =
                new Output() {
                    @Override
                    public ResponseBuffer buffer() {
                        return buffer;
                    }

                    @Override
                    public void pass() {}
                };
        var asked = new ImapCommand.UidBatches(size, first, last);
        new UidBatching(out).tell("a", UidSet.range(from, to), asked);
        var said = new String(buffer.octets(), 0, buffer.length(), StandardCharsets.US_ASCII);
        assertEquals("* UIDBATCHES (TAG \"a\")" + ranges + "\r\n", said);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "1, 2, '3:4'",
        "2, 3, '4,10'",
        "5, 9, ''",
        "-1, -2, '10:11'",
        "-3, -9, '3:4'",
        "-5, -9, ''"
    })
    @DisplayName("a page of some messages, from either end (RFC 9394)")
    void pages(long first, long last, String page) {
        var uids = UidSet.of(3, 4, 10, 11);
        assertEquals(page, Fetching.page(uids, new Paging(first, last)).toString());
    }
}
