"""The peers of postfix-log.py: next hops that refuse in every way, and a milter."""
import socket, ssl, struct, threading, time

HOST = '127.0.0.1'
MILTER = 24590

# domain -> replies by what the peer is asked; "drop" ends the association, "hang" answers nothing.
PEERS = {
    'fine.example': {},
    'greylist.example': {'RCPT': '450 4.7.1 Greylisted, please come back in 5 minutes'},
    'full.example': {'RCPT': '452 4.2.2 The mailbox is over quota'},
    'gone.example': {'RCPT': '550-5.1.1 The account does not exist. Please check\r\n550-5.1.1 the address and\r\n550 5.1.1 try again'},
    'plain.example': {'RCPT': '550 no such user'},
    'spam.example': {'DOT': '554 5.7.1 Message rejected as spam'},
    'busy.example': {'HELLO': '421 4.7.0 mx.busy.example Too many connections, try again later'},
    'banned.example': {'HELLO': '554 5.7.1 Your address is listed'},
    'temporary.example': {'MAIL': '451 4.3.0 Temporary server error'},
    'data.example': {'DATA': '451 4.5.0 Not now'},
    'dropgreet.example': {'HELLO': 'drop'},
    'drophelo.example': {'EHLO': 'drop', 'HELO': 'drop'},
    'dropdata.example': {'DOT': 'drop'},
    'hanggreet.example': {'HELLO': 'hang'},
    'hangdot.example': {'DOT': 'hang'},
    'hangrcpt.example': {'RCPT': 'hang'},
    'small.example': {'EHLO': '250-mx.small.example\r\n250 SIZE 100'},
    'tls.example': {'EHLO': '250-mx.tls.example\r\n250 STARTTLS', 'STARTTLS': 'tls'},
    'tlsbroken.example': {'EHLO': '250-mx.tlsbroken.example\r\n250 STARTTLS', 'STARTTLS': 'break'},
    'tlsrefused.example': {'EHLO': '250-mx.tlsrefused.example\r\n250 STARTTLS', 'STARTTLS': '454 4.7.0 TLS is not available now'},
    'tlsverified.example': {'EHLO': '250-mx.tlsverified.example\r\n250 STARTTLS', 'STARTTLS': 'tls'},
    'tlsnone.example': {},
    'auth.example': {'EHLO': '250-mx.auth.example\r\n250 AUTH PLAIN', 'AUTH': '535 5.7.8 Authentication failed'},
    'odd.example': {'RCPT': '250 2.1.5 Ok', 'DATA': '250 what'},
    'lmtp.example': {'RCPT': ['250 2.1.5 Ok', '550 5.1.1 no such user here']},
}
PORT = {domain: 24510 + i for i, domain in enumerate(PEERS)}

def serve(domain, rules, folder):
    """Listens for a domain; its certificate is in the folder."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, PORT[domain]))
    listener.listen(20)
    def loop():
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=converse, args=(peer, domain, rules, folder), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()

def converse(peer, domain, rules, folder):
    try:
        io = peer.makefile('rwb')
        counts = {}
        def answer(key, default):
            rule = rules.get(key, default)
            if isinstance(rule, list):
                counts[key] = counts.get(key, -1) + 1
                rule = rule[counts[key] % len(rule)]
            if rule == 'drop':
                peer.shutdown(socket.SHUT_RDWR); raise OSError
            if rule == 'hang':
                time.sleep(20); raise OSError
            if rule in ('tls', 'break'):
                io.write(b'220 2.0.0 Ready\r\n'); io.flush()
                return rule
            io.write(rule.encode() + b'\r\n'); io.flush()
            return rule
        if not answer('HELLO', f'220 mx.{domain} ESMTP').startswith('220'):
            return
        recipients = 0
        while True:
            line = io.readline()
            if not line: return
            verb = line.split()[0].decode('ascii', 'replace').upper()
            if verb in ('EHLO', 'LHLO'): answer('EHLO', f'250-mx.{domain}\r\n250-PIPELINING\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES')
            elif verb == 'QUIT': answer('QUIT', '221 2.0.0 Bye'); return
            elif verb == 'DATA':
                if not answer('DATA', '354 Go ahead').startswith('354'): continue
                while io.readline() not in (b'.\r\n', b''): pass
                for _ in range(recipients if domain.startswith('lmtp') else 1):
                    answer('DOT', '250 2.0.0 Ok: queued as 12345')
                recipients = 0
            elif verb == 'STARTTLS':
                how = answer('STARTTLS', '502 5.5.1 no')
                if how == 'break': peer.send(b'no handshake\r\n'); time.sleep(0.5); return
                if how == 'tls':
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
                    peer = context.wrap_socket(peer, server_side=True)
                    io = peer.makefile('rwb')
                    rules = {**rules, 'EHLO': '250 mx.' + domain}
            elif verb == 'RCPT':
                if answer('RCPT', '250 2.1.5 Ok').startswith('2'): recipients += 1
            else: answer(verb, '250 2.1.0 Ok')
    except OSError:
        pass
    finally:
        peer.close()

def milter():
    """Speaks just enough of the milter protocol to refuse by recipient."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, MILTER)); listener.listen(20)
    def talk(peer):
        rcpt = b''
        try:
            while True:
                size, = struct.unpack('>I', exactly(peer, 4))
                packet = exactly(peer, size); command = packet[:1]
                reply = b'c'
                if command == b'O': reply = b'O' + struct.pack('>III', 6, 0x3f, 0)
                elif command in b'DA': continue
                elif command == b'Q': return
                elif command == b'R':
                    rcpt = packet
                    if b'milter-tempfail' in rcpt: reply = b't'
                    if b'milter-reject' in rcpt: reply = b'y550 5.7.1 Refused by content policy\0'
                elif command == b'E':
                    if b'milter-end' in rcpt: reply = b'r'
                    if b'milter-late' in rcpt: reply = b'y451 4.7.1 Greylisted by the filter, try again\0'
                    if b'milter-discard' in rcpt: reply = b'd'
                    if b'milter-hold' in rcpt:
                        hold = b'qkept for review\0'
                        peer.sendall(struct.pack('>I', len(hold)) + hold)
                peer.sendall(struct.pack('>I', len(reply)) + reply)
        except (OSError, EOFError): pass
    def loop():
        while True: threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()

def exactly(peer, count):
    got = b''
    while len(got) < count:
        more = peer.recv(count - len(got))
        if not more: raise EOFError
        got += more
    return got
