package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.LoginService;
import org.mailgauge.config.ImapLimits;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.mailaccess.SearchIndex;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Quota;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.wire.AccessService;
import org.mailgauge.wire.ImapProtocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An IMAP service of {@code mx.test} with Anna's mailboxes, as its tests want it. */
public final class ImapScene {
    private final MailStore store;
    private final List<ServiceEvent> told = new CopyOnWriteArrayList<>();
    private final long mostOctets;
    private int errors = 20;
    private int sessions = 20;
    private long rowOctets = 1 << 24;
    private boolean needsTls;
    private boolean eightBitHeaders;
    private boolean unauthenticate = true;
    private int messages;
    private boolean savesOnly;
    private SearchIndex index = SearchIndex.NONE;
    private LoginService.@Nullable Answer answer;

    /** With three messages in INBOX, of which the first is seen. */
    public ImapScene() {
        this(new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT));
    }

    /** The same, in a store that is empty. */
    public ImapScene(MailStore store) {
        this(store, 1000);
    }

    /**
     * The same.
     *
     * @param mostOctets of a message that is appended
     */
    public ImapScene(MailStore store, long mostOctets) {
        this(store, mostOctets, true);
    }

    private ImapScene(MailStore store, long mostOctets, boolean fills) {
        this.store = store;
        this.mostOctets = mostOctets;
        if (fills) {
            fill();
        }
    }

    private void fill() {
        try {
            store.create(AccountName.of(MemoryLogins.ANNA));
            add("Subject: one\r\n\r\nHello\r\n", Flags.of(SystemFlag.SEEN));
            add("Subject: two\r\nFrom: b@x.test\r\n\r\nWorld\r\n", Flags.NONE);
            add("Subject: three\r\n\r\nx\r\n", Flags.of(SystemFlag.FLAGGED));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** With a store that others have filled already. */
    public static ImapScene on(MailStore filled) {
        return new ImapScene(filled, 1000, false);
    }

    private void limit(Quota quota) {
        try {
            store.account(AccountName.of(MemoryLogins.ANNA)).orElseThrow().limit(quota);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void add(String content, Flags flags) throws IOException {
        var message =
                new NewMessage(
                        new MemoryContent(Chat.octets(content)),
                        flags,
                        Instant.parse("2026-02-01T12:30:00Z"));
        store.account(AccountName.of(MemoryLogins.ANNA))
                .orElseThrow()
                .mailbox(MailboxName.INBOX)
                .orElseThrow()
                .append(List.of(message));
    }

    /** As a dialogue file wants it. */
    public static ImapScene of(Chat chat) {
        return new ImapScene().as(chat);
    }

    /** As a dialogue file wants it, in a store that is empty. */
    public static ImapScene of(Chat chat, MailStore store) {
        return new ImapScene(store).as(chat);
    }

    private ImapScene as(Chat chat) {
        chat.settings().forEach(this::set);
        return this;
    }

    /** Sets the scene, as a dialogue file does. */
    public void set(String setting) {
        switch (setting) {
            case "quota" -> limit(new Quota(1024, 5));
            case "needs-tls" -> needsTls = true;
            case "throttled" -> answer = MemoryLogins.throttled();
            case "no-accounts" -> answer = new LoginService.Answer.Unavailable();
            case "errors 3" -> errors = 3;
            case "no-sessions" -> sessions = 0;
            case "eight-bit-headers" -> eightBitHeaders = true;
            case "no-unauthenticate" -> unauthenticate = false;
            case "message-limit 2" -> messages = 2;
            case "saves-only" -> savesOnly = true;
            case "indexed" -> index = (_, _, _, uids) -> uids;
            case "row-octets 900" -> rowOctets = 900;
            default -> throw new IllegalArgumentException(setting);
        }
    }

    /** So many messages of a command at most. */
    public ImapScene messages(int most) {
        messages = most;
        return this;
    }

    /** So many sessions at a time. */
    public ImapScene sessions(int most) {
        sessions = most;
        return this;
    }

    public MailStore store() {
        return store;
    }

    /** What was told, in order. */
    public List<ServiceEvent> told() {
        return List.copyOf(told);
    }

    /** The service, which tells {@link #told}. */
    public AccessService build() {
        var ids = new AssociationIds();
        return new AccessService(false, protocol(), logins(), told::add, ids);
    }

    /** The protocol, as the service offers it. */
    public ImapProtocol protocol() {
        var all = ImapLimits.DEFAULT;
        return ImapProtocol.of(
                "mx.test",
                "1.0",
                new ImapLimits(
                        all.autologout(),
                        all.loginTimeout(),
                        all.writeTimeout(),
                        all.handshakeTimeout(),
                        errors,
                        all.sessions(),
                        eightBitHeaders,
                        unauthenticate,
                        messages,
                        savesOnly),
                new MailAccounts(store, new SimTime(), mostOctets, sessions, index, rowOctets));
    }

    public LoginService logins() {
        return new MemoryLogins(needsTls, answer);
    }
}
