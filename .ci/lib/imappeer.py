"""Clients that speak IMAP, each as a script that gives what it saw; and Debian's Dovecot, for which the same scripts have to give the
same. Each script has an account of its own, with the same messages in INBOX."""
import imaplib, os, re, ssl, subprocess, time

from pop3peer import Dovecot, Where, context, run, terminal

imaplib._MAXLINE = 10_000_000
DATE = '"01-Feb-2026 12:30:00 +0000"'
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
MESSAGES = [          # the flags of each, and it
    (r"(\Seen)", b"Subject: one\r\nFrom: Ann <a@x.test>\r\nDate: Sun, 1 Feb 2026 12:00:00 +0000\r\nMessage-ID: <1@x.test>\r\n" + TEXT + b"\r\nHello\r\n"),
    ("()", b"Subject: Re: one\r\nFrom: b@x.test\r\nTo: Ann <a@x.test>, c@x.test\r\nDate: Sun, 1 Feb 2026 13:00:00 +0000\r\nMessage-ID: <2@x.test>\r\n"
           b"In-Reply-To: <1@x.test>\r\nReferences: <1@x.test>\r\n" + TEXT + b"\r\n.dot\r\n..dots\r\n.\r\n\r\nlast\r\n"),
    (r"(\Flagged)", b"Subject: =?utf-8?q?gr=C3=BCn?=\r\nFrom: =?utf-8?q?J=C3=B6rg?= <j@x.test>\r\nDate: Mon, 2 Feb 2026 13:00:00 +0000\r\nMessage-ID: <3@x.test>\r\n"
                    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\nbefore\r\n--b\r\n" + TEXT +
                    b"Content-Transfer-Encoding: quoted-printable\r\n\r\ngr=C3=BCn =\r\nund blau\r\n\r\n--b\r\nContent-Type: application/octet-stream; name=\"x.bin\"\r\n"
                    b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"x.bin\"\r\n\r\nAAECAwQF\r\n--b--\r\n"),
    (r"(\Answered)", b"Subject: large\r\nFrom: b@x.test\r\nDate: Tue, 3 Feb 2026 13:00:00 +0000\r\nMessage-ID: <4@x.test>\r\n" + TEXT + b"\r\n" +
                     b"".join(b"." * (i % 3) + b"line %d of a large message\r\n" % i for i in range(30000))),
    ("()", b"Subject: eight\r\nFrom: c@x.test\r\nDate: Wed, 4 Feb 2026 13:00:00 +0000\r\nMessage-ID: <5@x.test>\r\n"
           b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\ngr\xfcn\r\n"),
]


def connect(w, way="plain"):
    m = imaplib.IMAP4_SSL("127.0.0.1", w.tls, ssl_context=context(), timeout=30) if way == "tls" else imaplib.IMAP4("127.0.0.1", w.plain, timeout=30)
    if way == "starttls":
        m.starttls(context())
    m.login(w.user, w.password)
    return m


def good(answer):
    """What a command gave, which must have succeeded."""
    kind, data = answer
    if kind != "OK":
        raise RuntimeError(f"{kind} {data}")
    return data


def fill(w):
    m = connect(w)
    for flags, text in MESSAGES:
        good(m.append("INBOX", flags, DATE, text))
    m.logout()


def flags_in(text):
    return sorted(f for f in re.search(rb"FLAGS \(([^)]*)\)", text).group(1).decode().split() if f != r"\Recent")


OWN_FIELDS = re.compile(rb"(?m)^X-(?:TUID|OfflineIMAP): .*\r?\n")      # by which clients know their messages again


def content(w):
    """{mailbox: [(subject, flags, octets)]}, sorted, of all that an account has; without mailboxes that are there for those below them."""
    m, all = connect(w), {}
    for line in good(m.list()):
        if rb"\noselect" in line.lower():
            continue
        name = re.search(rb'"/" "?(.*?)"?$', line).group(1).decode()
        good(m.select(f'"{name}"', readonly=True))
        seen = good(m.fetch("1:*", "(FLAGS BODY.PEEK[])")) if int(m.response("EXISTS")[1][0] or 0) else []
        for head, text in (f for f in seen if isinstance(f, tuple)):
            tail = seen[seen.index((head, text)) + 1]      # flags may stand before the literal or behind it
            flags = flags_in(head if b"FLAGS" in head else tail)
            all.setdefault(name, []).append((re.search(rb"(?mi)^Subject: (.*?)\r?$", text).group(1).decode(), flags, len(OWN_FIELDS.sub(b"", text))))
        all.setdefault(name, []).sort()
    m.logout()
    return {name: messages for name, messages in sorted(all.items()) if messages or not any(other.startswith(name + "/") for other in all)}


def words(data):
    """Data of a response, without what may differ between servers: what is recent, how a day below 10 is written, and whether a name that
    needs no quotes has them."""
    out = []
    for d in data:
        text = b" ".join(d) if isinstance(d, tuple) else d or b""
        text = re.sub(rb'" (?=\d-)', b'"0', re.sub(rb" ?\\Recent", b"", text))
        out.append(re.sub(rb'((?:^|"/" ))"([^" ]+)"(?=$| \()', rb"\1\2", text))
    return out


def names(data):
    """Of responses that may come in any order."""
    return sorted(words(data))


def python(w, way):
    """imaplib: every command that it has a word for and that both servers take."""
    m, seen = connect(w, way), []

    def note(data, how=words):
        seen.append(how(data))
    note(good(m.select("INBOX")))
    texts = [f[1] for f in good(m.fetch("1:*", "(BODY.PEEK[])")) if isinstance(f, tuple)]
    seen.append([t == text for t, (_, text) in zip(texts, MESSAGES)] + [len(texts)])
    for items in ("(FLAGS)", "(UID RFC822.SIZE)", "(INTERNALDATE)", "(ENVELOPE)", "BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]", "BODY.PEEK[TEXT]<3.9>", "ALL", "FAST"):
        for one in range(1, len(MESSAGES) + 1):
            note(good(m.fetch(str(one), items)))
    for part in ("BODY.PEEK[1]", "BODY.PEEK[2]", "BODY.PEEK[2.MIME]", "BODYSTRUCTURE", "BINARY.PEEK[1]", "BINARY.SIZE[2]"):
        note(good(m.fetch("3", f"({part})")))
    for key in ("ALL", "UNSEEN", "FLAGGED", "OR SEEN ANSWERED", "NOT SEEN", "FROM b@x", 'SUBJECT "re:"', "BODY hello", "TEXT gr", "LARGER 1000", "SMALLER 400", "SINCE 1-Jan-2026",
                "SENTON 2-Feb-2026", "UID 2:4", "2:*", 'HEADER message-id "<3@x.test>"', "KEYWORD x", "UNDELETED", "NEW", "1,3 UNANSWERED"):
        note(good(m.search(None, key)))
    m.literal = "gr\u00fcn".encode()
    note(good(m.search("UTF-8", "SUBJECT")))
    for order in ("(SUBJECT)", "(REVERSE DATE)", "(SIZE)", "(FROM SUBJECT)", "(REVERSE ARRIVAL)"):
        note(good(m.sort(order, "UTF-8", "ALL")))
    note(good(m.thread("REFERENCES", "UTF-8", "ALL")))
    note(good(m.store("2", "+FLAGS", r"(\Flagged Label1)")))
    note(good(m.store("1:2", "-FLAGS.SILENT", r"(\Seen)")))
    note(good(m.fetch("1:2", "(FLAGS)")))
    good(m.fetch("5", "(BODY[TEXT])"))
    note(good(m.fetch("5", "(FLAGS)")))
    for box in ("Work", "Work/Sub", '"with space"', "b&APY-se"):
        good(m.create(box))
    note(good(m.list()), names)
    note(good(m.list('""', "%")), names)
    good(m.subscribe("Work"))
    note(good(m.lsub()), names)
    good(m.copy("1:3", "Work"))
    note(good(m.status("Work", "(MESSAGES UNSEEN)")))
    good(m.rename("Work", "Done"))
    note(good(m.list()), names)
    good(m.uid("MOVE", "4", "Done/Sub"))
    note(good(m.status("Done/Sub", "(MESSAGES UIDNEXT)")))
    good(m.store("1", "+FLAGS", r"(\Deleted)"))
    note(good(m.expunge()))
    good(m.append("INBOX", r"(\Draft)", DATE, b"Subject: draft\r\n\r\nx\r\n"))
    good(m.noop())
    note(good(m.fetch("1:*", "(UID FLAGS)")))
    good(m.close())
    note([m.select("Nowhere")[0].encode(), m.delete("Nowhere")[0].encode(), m.create("INBOX")[0].encode()])
    good(m.delete("Done/Sub"))
    note(good(m.list()), names)
    m.logout()
    return seen + [content(w)]


def idle(w, way):
    """A session in IDLE is told what another one does, at once."""
    m, other, seen = connect(w, way), connect(w), []
    good(m.select("INBOX"))
    good(other.select("INBOX"))
    m.send(b"x IDLE\r\n")
    seen.append(m.readline()[:1])

    def told(act, word):
        act()
        while word not in (line := m.readline()):
            assert line, "closed"
        seen.append(re.sub(rb" ?\\Recent|UID \d+ ?|MODSEQ \(\d+\) ?", b"", line))
    told(lambda: good(other.append("INBOX", "()", DATE, MESSAGES[0][1])), b"EXISTS")
    told(lambda: good(other.store("2", "+FLAGS", r"(\Deleted)")), b"FETCH")
    told(lambda: good(other.expunge()), b"EXPUNGE")
    m.send(b"DONE\r\n")
    while not (line := m.readline()).startswith(b"x "):
        assert line, "closed"
    seen.append(line[:4])
    m.logout()
    other.logout()
    return seen


def curl(w, way):
    """curl: lists, searches, fetches and appends."""
    url = f"imaps://127.0.0.1:{w.tls}/" if way == "tls" else f"imap://127.0.0.1:{w.plain}/"
    base = ["curl", "-sSk", "-m", "30", "--user", f"{w.user}:{w.password}"] + (["--ssl-reqd"] if way == "starttls" else [])
    code, uids = run(*base, url + "INBOX?ALL")
    assert code == 0, uids
    new = w.file("new.eml")
    with open(new, "wb") as f:
        f.write(b"Subject: from curl\r\n\r\nx\r\n")
    return [uids, names(run(*base, url)[1].splitlines()), run(*base, url + "INBOX?SUBJECT%20one"), run(*base, "-T", new, url + "INBOX"),
            [run(*base, url + f"INBOX;UID={n}") for n in (1, 3, 4, 6)], run(*base, url + "INBOX;MAILINDEX=2;SECTION=TEXT"), run(*base, url + "INBOX;UID=99")[0],
            run(*base, url + "INBOX", "-X", "STORE 1 +FLAGS \\Flagged")[0], content(w)]


def perl(w, way):
    """Mail::IMAPClient: what its object model makes of a mailbox."""
    script = r"""
use strict; use Mail::IMAPClient; binmode STDOUT; $| = 1;
my ($port, $way, $user, $password) = @ARGV;
my @tls = (SSL_verify_mode => 0);
my $i = Mail::IMAPClient->new(Server => '127.0.0.1', Port => $port, User => $user, Password => $password, Uid => 1, Timeout => 20,
    $way eq 'tls' ? (Ssl => [@tls]) : $way eq 'starttls' ? (Starttls => [@tls]) : ()) or die "no login: $@";
sub ok { my ($what, $r) = @_; die "$what: " . $i->LastError unless defined $r; $r }
print join(',', sort(@{ok('folders', scalar $i->folders)})), "\n";
ok('select', $i->select('INBOX'));
print join(',', @{ok('messages', scalar $i->messages)}), ' ', 0 + $i->unseen_count, ' ', $i->message_count('INBOX'), "\n";
print join(',', @{ok('search', scalar $i->search('SUBJECT', \'"one"'))}), "\n";
for my $u ($i->messages) { print $u, ' ', $i->size($u), ' ', $i->subject($u), ' ', $i->date($u), ' ', join(' ', sort grep { $_ ne '\Recent' } $i->flags($u)), "\n" }
print $i->message_string(2), $i->bodypart_string(3, '1'), "\n";
my $h = $i->parse_headers(2, 'References', 'To'); print "$h->{References}[0] $h->{To}[0]\n";
my $s = ok('structure', $i->get_bodystructure(3)); print $s->bodytype, ' ', join(',', map { $_->bodytype . '/' . $_->bodysubtype } $s->bodystructure), "\n";
my $e = ok('envelope', $i->get_envelope(2)); print $e->subject, ' ', join(',', $e->to_addresses), "\n";
ok('create', $i->create('Perl/Sub')); ok('copy', $i->copy('Perl/Sub', 1, 2)); ok('move', $i->move('Perl/Sub', 5));
ok('mark', $i->set_flag('\Flagged', 1)); ok('see', $i->see(2)); ok('delete', $i->delete_message(3)); ok('expunge', $i->expunge);
ok('append', $i->append_string('INBOX', "Subject: from perl\r\n\r\nx\r\n", '\Seen'));
print join(',', sort grep { $_ ne 'Perl' } @{ok('folders', scalar $i->folders)}), ' ', $i->message_count('Perl/Sub'), "\n";    # Perl may be a mailbox too
ok('logout', $i->logout);
"""
    code, out = run("perl", "-e", script, str(w.tls if way == "tls" else w.plain), way, w.user, w.password)
    assert code == 0, out
    return [out, content(w)]


def certificate(w):
    """The file with the server's certificate."""
    known = w.file("known.pem")
    with open(known, "w") as f:
        f.write(ssl.get_server_certificate(("127.0.0.1", w.tls)))
    return known


def maildir(root):
    """{folder: [(subject, Maildir flags, octets with CRLF)]} of all Maildirs below a folder."""
    all = {}
    for at, subs, _ in os.walk(root):
        if not {"cur", "new"} <= set(subs):
            continue
        box = all.setdefault(os.path.relpath(at, root), [])
        for sub in ("cur", "new"):
            for name in os.listdir(os.path.join(at, sub)):
                with open(os.path.join(at, sub, name), "rb") as f:
                    text = OWN_FIELDS.sub(b"", f.read()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                box.append((re.search(rb"(?mi)^Subject: (.*?)\r?$", text).group(1).decode(), "".join(sorted(name.partition(":2,")[2])), len(text)))
        box.sort()
    return all


def letters(all):
    """Flags of IMAP as a Maildir has them."""
    of = {r"\Seen": "S", r"\Flagged": "F", r"\Answered": "R", r"\Draft": "D", r"\Deleted": "T"}
    return {box: sorted((s, "".join(sorted(of[f] for f in flags if f in of)), n) for s, flags, n in messages) for box, messages in all.items()}


def both_sides(w, box, sync):
    """Two-way synchronization: everything, then changes of both sides at once, until nothing is left to do. Gives what both have."""
    sync()
    first = maildir(box)
    assert first == letters(content(w)), (first, content(w))
    inbox = os.path.join(box, "INBOX")

    def rename(subject, flags):
        for sub in ("cur", "new"):
            for name in os.listdir(os.path.join(inbox, sub)):
                path = os.path.join(inbox, sub, name)
                with open(path, "rb") as f:
                    if f"\nSubject: {subject}\n".encode() in b"\n" + f.read(3000).replace(b"\r\n", b"\n"):
                        os.rename(path, os.path.join(inbox, "cur", name.partition(":2,")[0] + ":2," + flags))
                        return
        raise RuntimeError(f"no {subject} in {inbox}")
    rename("one", "FS")                                             # flags change here,
    os.remove(next(os.path.join(inbox, sub, n) for sub in ("cur", "new") for n in os.listdir(os.path.join(inbox, sub))
                   if b"Subject: eight" in open(os.path.join(inbox, sub, n), "rb").read(200)))      # one is removed here,
    with open(os.path.join(inbox, "new", f"{int(time.time())}.made.here"), "wb") as f:
        f.write(b"Subject: made here\nMessage-ID: <here@x.test>\n\nx\n")                             # one is made here;
    m = connect(w)
    good(m.select("INBOX"))
    good(m.store("2", "+FLAGS", r"(\Answered \Seen)"))              # and there flags change,
    good(m.uid("STORE", "4", "+FLAGS", r"(\Deleted)"))              # one is removed,
    good(m.expunge())
    good(m.append("INBOX", r"(\Draft)", DATE, b"Subject: made there\r\nMessage-ID: <there@x.test>\r\n\r\ny\r\n"))      # one is made,
    good(m.create("Other/Deep"))                                    # and a mailbox.
    good(m.append("Other/Deep", r"(\Seen)", DATE, b"Subject: deep\r\nMessage-ID: <deep@x.test>\r\n\r\nz\r\n"))
    m.logout()
    sync()
    sync()
    there = letters(content(w))
    here = {name: messages for name, messages in maildir(box).items() if messages or name in there}
    assert here == there, (here, there)
    subjects = sorted(s for s, _, _ in there["INBOX"])
    assert subjects == sorted(["one", "Re: one", "=?utf-8?q?gr=C3=BCn?=", "made here", "made there"]), subjects
    return [first, there]


def mbsync(w, way):
    """mbsync (isync) in both directions: flags, new messages, expunges and mailboxes."""
    box, rc = w.file("mbsync") + "/", w.file("mbsyncrc")
    os.makedirs(box)
    kind = {"plain": "None", "starttls": "STARTTLS", "tls": "IMAPS"}[way]
    with open(rc, "w") as f:
        f.write(f"""IMAPAccount a
Host localhost
Port {w.tls if way == "tls" else w.plain}
User {w.user}
Pass "{w.password}"
SSLType {kind}
CertificateFile {certificate(w)}
AuthMechs *

IMAPStore there
Account a

MaildirStore here
Path {box}
Inbox {box}INBOX
SubFolders Verbatim

Channel all
Far :there:
Near :here:
Patterns *
Create Both
Expunge Both
SyncState *
""")
    def sync():
        code, out = run("mbsync", "-c", rc, "all", env=dict(os.environ, HOME=w.home))
        assert code == 0, (code, out)
    return both_sides(w, box, sync)


def offlineimap(w, way):
    """offlineimap3 in both directions, with TLS 1.2: its imaplib2 reads in one thread and writes in another without a lock, and when the
    session tickets of TLS 1.3, which come after the handshake, meet its first command, that is lost and both sides wait for ever."""
    box, rc = w.file("offlineimap"), w.file("offlineimaprc")
    print_of = run("openssl", "x509", "-in", certificate(w), "-noout", "-fingerprint", "-sha1")[1].decode().partition("=")[2].strip().replace(":", "").lower()
    with open(rc, "w") as f:
        f.write(f"""[general]
accounts = a
metadata = {w.file("offlineimap-state")}
[Account a]
localrepository = here
remoterepository = there
[Repository here]
type = Maildir
localfolders = {box}
sep = /
[Repository there]
type = IMAP
remotehost = 127.0.0.1
remoteport = {w.tls if way == "tls" else w.plain}
remoteuser = {w.user}
remotepass = {w.password}
ssl = {"yes" if way == "tls" else "no"}
starttls = {"yes" if way == "starttls" else "no"}
cert_fingerprint = {print_of}
""")
    tls = w.file("openssl.cnf")
    with open(tls, "w") as f:
        f.write("openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\nMaxProtocol = TLSv1.2\n")

    def sync():
        code, out = run("offlineimap", "-o", "-u", "basic", "-c", rc, env=dict(os.environ, HOME=w.home, OPENSSL_CONF=tls))
        assert code == 0 and b"ERROR" not in out, (code, out)
    return both_sides(w, box, sync)


def imapfilter(w, way):
    """imapfilter: picks by what a message has, and marks, copies, moves and deletes."""
    rc = w.file("imapfilter.lua")
    with open(rc, "w") as f:
        f.write(f"""options.timeout = 30
options.certificates = false
options.hostnames = false
options.create = true
options.starttls = {"true" if way == "starttls" else "false"}
a = IMAP {{ server = '127.0.0.1', port = {w.tls if way == "tls" else w.plain}, username = '{w.user}', password = '{w.password}'{", ssl = 'auto'" if way == "tls" else ""} }}
print(a.INBOX:check_status())
some = a.INBOX:contain_from('b@x.test') * a.INBOX:is_unseen()
print(#some, #a.INBOX:select_all(), #(a.INBOX:is_larger(1000) + a.INBOX:contain_subject('one')), #a.INBOX:match_body('^gr'))
some:mark_flagged()
a.INBOX:contain_subject('large'):move_messages(a['Filed/Large'])
a.INBOX:contain_field('message-id', '3@x.test'):copy_messages(a['Filed'])
a.INBOX:contain_from('c@x.test'):delete_messages()
boxes = a:list_all()
table.sort(boxes)
print(table.concat(boxes, ','))
""")
    code, out = run("imapfilter", "-c", rc, env=dict(os.environ, HOME=w.home, SSL_CERT_FILE=certificate(w)))
    assert code == 0, (code, out)
    return [re.sub(rb"(?m)^imapfilter: IMAP .*\n|, \d+ recent", b"", out), content(w)]


def mutt(w, way, program="mutt"):
    """mutt: copies all there is into a file, flags what the server finds, deletes one, and saves one to another mailbox."""
    box, rc = w.file(program), w.file(program + "rc")
    host = f"imaps://127.0.0.1:{w.tls}/INBOX" if way == "tls" else f"imap://127.0.0.1:{w.plain}/INBOX"
    with open(rc, "w") as f:
        f.write(f"""set imap_user="{w.user}" imap_pass="{w.password}" folder="{host.removesuffix("INBOX")}" spoolfile="{host}"
set ssl_starttls={"yes" if way == "starttls" else "no"} ssl_force_tls={"no" if way == "plain" else "yes"} ssl_verify_host=no certificate_file="{certificate(w)}"
set mbox_type=mbox move=no quit=yes delete=yes wait_key=no header_cache="" tmpdir="{w.home}" record="" confirmappend=no confirmcreate=no auto_tag=no
set imap_check_subscribed=no mark_old=no
""")
    terminal(w, program, ["-f", host], rc, f"<tag-pattern>~A<enter><tag-prefix><copy-message>{box}<enter><untag-pattern>~A<enter>"
             "<tag-pattern>=b Hello<enter><tag-prefix><set-flag>!<untag-pattern>~A<enter><delete-pattern>~s eight<enter>"
             f"<limit>~s large<enter><save-message>{host.removesuffix('INBOX')}Kept<enter><limit>~A<enter><sync-mailbox><quit>")
    with open(box, "rb") as f:
        texts = re.split(rb"(?m)^From \S+ .*\n", f.read())[1:]
    return [sorted(re.sub(rb"(?m)^(?:Status|X-Status|Content-Length|Lines): .*\n", b"", t) for t in texts), content(w)]


def neomutt(w, way):
    """The same with neomutt."""
    return mutt(w, way, "neomutt")


def fetchmail(w, way):
    """fetchmail, that keeps the mail: the subjects that it passed on, and what is seen now."""
    inbox, rc = w.file("fetchmail"), w.file("fetchmailrc")
    port, tls = (w.tls, 'ssl sslproto "auto"') if way == "tls" else (w.plain, 'sslproto "auto"')
    with open(rc, "w") as f:
        f.write(f'poll 127.0.0.1 protocol imap port {port} auth password username "{w.user}" password "{w.password}" keep fetchall {tls} no sslcertck\n'
                f'  mda "/usr/bin/tee -a {inbox}"\n')
    os.chmod(rc, 0o600)
    env = dict(os.environ, HOME=w.home, FETCHMAILHOME=w.home, LC_ALL="C")
    code, out = run("fetchmail", "-f", rc, "-i", w.file("fetchids"), "--nodetach", "--nosyslog", "--pidfile", w.file("fetchmail.pid"), env=env)
    assert code == 0, (code, out)
    with open(inbox, "rb") as f:
        return [sorted(re.findall(rb"(?m)^Subject: .*$", f.read())), content(w)]


def getmail(w, way):
    """getmail, into a Maildir, and it deletes: the bodies of what it fetched."""
    box, rc = w.file("getmail"), w.file("getmailrc")
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(box, part), exist_ok=True)
    run("chown", "-R", "nobody", box)      # root is refused
    kind, port = ("SimpleIMAPSSLRetriever", w.tls) if way == "tls" else ("SimpleIMAPRetriever", w.plain)
    with open(rc, "w") as f:
        f.write(f"[retriever]\ntype = {kind}\nserver = 127.0.0.1\nport = {port}\nusername = {w.user}\npassword = {w.password}\nmailboxes = (\"INBOX\",)\n"
                f"[destination]\ntype = Maildir\npath = {box}/\nuser = nobody\n[options]\nread_all = true\ndelete = true\ndelivered_to = false\nreceived = false\nverbose = 0\n")
    code, out = run("getmail", "--getmaildir", w.home, "--rcfile", rc)
    assert code == 0, (code, out)
    got = []
    for name in os.listdir(os.path.join(box, "new")):
        with open(os.path.join(box, "new", name), "rb") as f:
            got.append(f.read().partition(b"\n\n")[2])
    return [sorted(got), content(w)]


def second(user):
    """The other account of a client that keeps two of them the same."""
    return user.replace("@", "-2@")


def interimap(w, way):
    """InterIMAP, which learns by QRESYNC what happened: two accounts are kept the same, with changes of both at once."""
    other = Where(w.name, w.plain, w.tls, second(w.user), w.password, w.home)
    rc, place = w.file("interimap.conf"), w.file("interimap")
    os.makedirs(os.path.join(place, "interimap"), mode=0o700)
    side = "\n".join(["host = 127.0.0.1", f"port = {w.tls if way == 'tls' else w.plain}", f"type = {'imaps' if way == 'tls' else 'imap'}",
                      f"password = {w.password}", f"STARTTLS = {'YES' if way == 'starttls' else 'NO'}", "SSL_verify = NO", "compress = YES"])
    with open(rc, "w") as f:
        f.write(f"database = pair.db\nlist-mailbox = *\n[local]\n{side}\nusername = {w.user}\n[remote]\n{side}\nusername = {other.user}\n")

    def sync():
        code, out = run("interimap", "--config", rc, env=dict(os.environ, HOME=w.home, XDG_DATA_HOME=place))
        assert code == 0 and b"ERROR" not in out, (code, out)
    sync()
    first = content(w)
    assert first == content(other), (first, content(other))
    m = connect(w)
    good(m.select("INBOX"))
    good(m.store("2", "+FLAGS", r"(\Answered \Seen Label1)"))
    good(m.uid("STORE", "4", "+FLAGS", r"(\Deleted)"))
    good(m.expunge())
    good(m.append("INBOX", r"(\Draft)", DATE, b"Subject: made here\r\n\r\ny\r\n"))
    m.logout()
    m = connect(other)
    good(m.select("INBOX"))
    good(m.store("1", "+FLAGS", r"(\Flagged)"))
    good(m.uid("STORE", "3", "+FLAGS", r"(\Deleted)"))
    good(m.expunge())
    good(m.create("Other/Deep"))
    good(m.append("Other/Deep", r"(\Seen)", DATE, b"Subject: deep\r\n\r\nz\r\n"))
    m.logout()
    sync()
    sync()
    here = content(w)
    assert here == content(other), (here, content(other))
    return [first, here]


CLIENTS = [(python, ("plain", "tls")), (idle, ("plain", "tls")), (curl, ("plain", "starttls", "tls")), (perl, ("plain", "starttls")),
           (mbsync, ("starttls", "tls")), (interimap, ("starttls", "tls")), (offlineimap, ("starttls",)), (imapfilter, ("plain", "tls")), (mutt, ("starttls", "tls")),
           (neomutt, ("tls",)), (fetchmail, ("starttls",)), (getmail, ("plain", "tls"))]


class DovecotImap(Dovecot):
    """Dovecot with an account for each of `users`, all with that password."""

    def __init__(self, folder, plain, tls, users, password):
        super().__init__(folder, plain, tls, "nobody@none.test", password, [])
        with open(os.path.join(folder, "passwd"), "w") as f:
            f.writelines(f"{u}:{{PLAIN}}{password}\n" for u in users)
        with open(self.config, "a") as f:         # what is said last counts
            f.write(f"""protocols = imap
mail_location = maildir:{folder}/mail/%u
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
""")
