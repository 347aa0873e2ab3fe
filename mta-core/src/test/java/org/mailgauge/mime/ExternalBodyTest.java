package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.mime.ExternalBody.Access;

import java.util.List;

class ExternalBodyTest {

    @Test
    @DisplayName("the example of RFC 2046 section 5.2.3.7")
    void example() {
        var parts = Trees.parse(Corpus.octets(Corpus.EXTERNAL)).children();
        var bodies =
                parts.stream().map(part -> ExternalBody.of(part.type()).orElseThrow()).toList();
        assertEquals(
                List.of(Access.ANON_FTP, Access.LOCAL_FILE, Access.MAIL_SERVER),
                bodies.stream().map(ExternalBody::access).toList());
        assertEquals("thumper.bellcore.com", bodies.getFirst().parameter("site").orElseThrow());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    message/external-body; access-type=URL; url="http://x.test/"   | URL
                    message/external-body; access-type=content-id                  | CONTENT_ID
                    message/external-body; access-type=ftp; name=x; site=y         | FTP
                    message/external-body; access-type=tftp; name=x                |
                    message/external-body; access-type=afs; name=x                 |
                    message/external-body; access-type=anon_ftp; name=x; site=y    |
                    message/external-body                                          |
                    text/plain; access-type=content-id                             |
                    """)
    void accessTypes(String body, @Nullable Access expected) {
        var type = MediaType.parse(body, MimeLimits.DEFAULT).orElseThrow();
        assertEquals(expected, ExternalBody.of(type).map(ExternalBody::access).orElse(null));
    }
}
