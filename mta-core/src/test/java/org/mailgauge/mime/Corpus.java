package org.mailgauge.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages that tests read: of the RFCs, and ones that have hurt others. Lines end with CRLF. */
public final class Corpus {
    private Corpus() {}

    /** RFC 2049 appendix A. */
    static final String RFC_2049 =
            crlf(
                    """
                    MIME-Version: 1.0
                    From: Nathaniel Borenstein <nsb@nsb.fv.com>
                    To: Ned Freed <ned@innosoft.com>
                    Date: Fri, 07 Oct 1994 16:15:05 -0700 (PDT)
                    Subject: A multipart example
                    Content-Type: multipart/mixed;
                                  boundary=unique-boundary-1

                    This is the preamble area of a multipart message.
                    Mail readers that understand multipart format
                    should ignore this preamble.

                    If you are reading this text, you might want to
                    consider changing to a mail reader that understands
                    how to properly display multipart messages.

                    --unique-boundary-1

                      ... Some text appears here ...

                    [Note that the blank between the boundary and the start
                     of the text in this part means no header fields were
                     given and this is text in the US-ASCII character set.
                     It could have been done with explicit typing as in the
                     next part.]

                    --unique-boundary-1
                    Content-type: text/plain; charset=US-ASCII

                    This could have been part of the previous part, but
                    illustrates explicit versus implicit typing of body
                    parts.

                    --unique-boundary-1
                    Content-Type: multipart/parallel; boundary=unique-boundary-2

                    --unique-boundary-2
                    Content-Type: audio/basic
                    Content-Transfer-Encoding: base64

                      ... base64-encoded 8000 Hz single-channel
                          mu-law-format audio data goes here ...

                    --unique-boundary-2
                    Content-Type: image/jpeg
                    Content-Transfer-Encoding: base64

                      ... base64-encoded image data goes here ...

                    --unique-boundary-2--

                    --unique-boundary-1
                    Content-type: text/enriched

                    This is <bold><italic>enriched.</italic></bold>
                    <smaller>as defined in RFC 1896</smaller>

                    Isn't it
                    <bigger><bigger>cool?</bigger></bigger>

                    --unique-boundary-1
                    Content-Type: message/rfc822

                    From: (mailbox in US-ASCII)
                    To: (address in US-ASCII)
                    Subject: (subject in US-ASCII)
                    Content-Type: Text/plain; charset=ISO-8859-1
                    Content-Transfer-Encoding: Quoted-printable

                      ... Additional text in ISO-8859-1 goes here ...

                    --unique-boundary-1--
                    """);

    /** RFC 2046 section 5.1.1. */
    static final String SIMPLE =
            crlf(
                    """
                    From: Nathaniel Borenstein <nsb@bellcore.com>
                    To: Ned Freed <ned@innosoft.com>
                    Date: Sun, 21 Mar 1993 23:56:48 -0800 (PST)
                    Subject: Sample message
                    MIME-Version: 1.0
                    Content-type: multipart/mixed; boundary="simple boundary"

                    This is the preamble.  It is to be ignored, though it
                    is a handy place for composition agents to include an
                    explanatory note to non-MIME conformant readers.

                    --simple boundary

                    This is implicitly typed plain US-ASCII text.
                    It does NOT end with a linebreak.
                    --simple boundary
                    Content-type: text/plain; charset=us-ascii

                    This is explicitly typed plain US-ASCII text.
                    It DOES end with a linebreak.

                    --simple boundary--

                    This is the epilogue.  It is also to be ignored.
                    """);

    /** RFC 2046 section 5.1.5. */
    static final String DIGEST =
            crlf(
                    """
                    From: Moderator-Address
                    To: Recipient-List
                    Date: Mon, 22 Mar 1994 13:34:51 +0000
                    Subject: Internet Digest, volume 42
                    MIME-Version: 1.0
                    Content-Type: multipart/mixed;
                                  boundary="---- main boundary ----"

                    ------ main boundary ----

                      ...Introductory text or table of contents...

                    ------ main boundary ----
                    Content-Type: multipart/digest;
                                  boundary="---- next message ----"

                    ------ next message ----

                    From: someone-else
                    Date: Fri, 26 Mar 1993 11:13:32 +0200
                    Subject: my opinion

                      ...body goes here ...

                    ------ next message ----

                    From: someone-else-again
                    Date: Fri, 26 Mar 1993 10:07:13 -0500
                    Subject: my different opinion

                      ... another body goes here ...

                    ------ next message ------

                    ------ main boundary ------
                    """);

    /** RFC 2046 section 5.2.3.7 and 5.2.3. */
    static final String EXTERNAL =
            crlf(
                    """
                    From: Whomever
                    To: Someone
                    Date: Whenever
                    Subject: whatever
                    MIME-Version: 1.0
                    Message-ID: <id1@host.com>
                    Content-Type: multipart/alternative; boundary=42
                    Content-ID: <id001@guppylake.bellcore.com>

                    --42
                    Content-Type: message/external-body; name="BodyFormats.ps";
                                  site="thumper.bellcore.com"; mode="image";
                                  access-type=ANON-FTP; directory="pub";
                                  expiration="Fri, 14 Jun 1991 19:13:14 -0400 (EDT)"

                    Content-type: application/postscript
                    Content-ID: <id42@guppylake.bellcore.com>

                    --42
                    Content-Type: message/external-body; access-type=local-file;
                                  name="/u/nsb/writing/rfcs/RFC-MIME.ps";
                                  site="thumper.bellcore.com";
                                  expiration="Fri, 14 Jun 1991 19:13:14 -0400 (EDT)"

                    Content-type: application/postscript
                    Content-ID: <id42@guppylake.bellcore.com>

                    --42
                    Content-Type: message/external-body;
                                  access-type=mail-server;
                                  server="listserv@bogus.bitnet";
                                  expiration="Fri, 14 Jun 1991 19:13:14 -0400 (EDT)"

                    Content-type: application/postscript
                    Content-ID: <id42@guppylake.bellcore.com>

                    get RFC-MIME.DOC

                    --42--
                    """);

    /** A report (RFC 6522) with a message in it that has parts of its own. */
    static final String REPORT =
            crlf(
                    """
                    From: MAILER-DAEMON@mx.test
                    Subject: =?utf-8?Q?Zustellung_fehlgeschlagen_=C3=BC?=
                    MIME-Version: 1.0
                    Content-Type: multipart/report; report-type=delivery-status;
                     boundary="=_outer/1"
                    Content-Language: de, en

                    --=_outer/1
                    Content-Description: what happened
                    Content-Type: text/plain; charset=utf-8
                    Content-Transfer-Encoding: quoted-printable

                    Gr=C3=BC=C3=9Fe=
                    !
                    --=_outer/1
                    Content-Type: message/delivery-status

                    Reporting-MTA: dns; mx.test

                    Final-Recipient: rfc822; a@b.test
                    Action: failed
                    Status: 5.1.1

                    --=_outer/1
                    Content-Type: message/rfc822
                    Content-Disposition: attachment; filename="original.eml"; size=345

                    From: "Doe, Jane" <jane@a.test>
                    To: list:;
                    Message-ID: <1@a.test>
                    MIME-Version: 1.0
                    Content-Type: multipart/alternative; boundary=in

                    --in
                    Content-Type: text/plain; format=flowed

                    plain
                    --in
                    Content-Type: text/html
                    Content-Transfer-Encoding: BASE64
                    Content-ID: <html@a.test>
                    Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
                    Content-Location: http://a.test/

                    PGI+aHRtbDwvYj4=
                    --in--

                    --=_outer/1--
                    """);

    /** What breaks parsers: boundaries within each other, prefixes, missing ends, odd fields. */
    static final List<String> TORTURE =
            List.of(
                    lines(
                            "Content-Type: multipart/mixed; boundary=a",
                            "",
                            "--a",
                            "Content-Type: multipart/mixed; boundary=ab",
                            "",
                            "--ab",
                            "",
                            "one",
                            "--ab",
                            "",
                            "two",
                            "--ab--",
                            "--a",
                            "",
                            "three",
                            "--a--"),
                    lines(
                            "Content-Type: multipart/mixed; boundary=ab",
                            "",
                            "--ab",
                            "Content-Type: multipart/mixed; boundary=a",
                            "",
                            "--a",
                            "",
                            "one",
                            "--a",
                            "",
                            "two",
                            "--ab",
                            "",
                            "three",
                            "--ab--"),
                    lines(
                            "Content-Type: multipart/mixed; boundary=x",
                            "",
                            "--x",
                            "Content-Type: multipart/mixed; boundary=y",
                            "",
                            "--y",
                            "",
                            "one",
                            "--x",
                            "",
                            "two"),
                    lines(
                            "Content-Type: multipart/mixed; boundary=x",
                            "",
                            "--x \t ",
                            "",
                            "one",
                            "--x--   ",
                            "end"),
                    lines(
                            "Content-Type: multipart/mixed; boundary=x",
                            "",
                            "--x",
                            "Content-Type: text/html",
                            "--x",
                            "",
                            "--x--"),
                    lines("Content-Type: multipart/mixed", "", "--x", "", "one", "--x--"),
                    lines("Content-Type: multipart/mixed; boundary=x", "", "no part"),
                    lines("Content-Type: multipart/mixed; boundary=x", "", "--x--"),
                    crlf("Content-Type: multipart/mixed; boundary=x\n\n--x"),
                    lines("Content-Type: text", "", "body"),
                    lines(
                            "Content-Type: message/rfc822",
                            "",
                            "Content-Type: message/rfc822",
                            "",
                            "Subject: x",
                            "",
                            "body"),
                    lines(
                            "Content-Type: message/rfc822",
                            "Content-Transfer-Encoding: base64",
                            "",
                            "U3ViamVjdDogeA0KDQp5DQo="),
                    lines(
                            "Content-Type: text/plain; name*0*=utf-8'en'a%20; name*1=b; name*2*=%C3%A9;",
                            " charset=\"utf-8\" (comment; x=y)", "", "b"),
                    lines(
                            "From x@y Mon Jan  1 00:00:00 2024",
                            "Subject: mbox",
                            "no field",
                            "",
                            "body"),
                    "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nbare\n--x\n\nline feeds\n--x--\n",
                    "Subject: \u00c3\u00a9 \u00e9\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00e9\r\n",
                    "\r\n",
                    "",
                    "no header at all",
                    "\r\nbody only");

    /** All of them. */
    public static List<String> all() {
        var all = new java.util.ArrayList<>(List.of(RFC_2049, SIMPLE, DIGEST, EXTERNAL, REPORT));
        all.addAll(TORTURE);
        return all;
    }

    /** Lines, each with its end. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
