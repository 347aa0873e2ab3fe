package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.LoginService;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.maildrop.Maildrop;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.wire.AccessService;
import org.mailgauge.wire.Pop3Protocol;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A POP3 service of {@code mx.test} with Anna's maildrop, as its tests want it. */
public final class Pop3Scene {
    private final MemoryMaildrops maildrops = new MemoryMaildrops();
    private final List<ServiceEvent> told = new CopyOnWriteArrayList<>();
    private int errors = 10;
    private boolean needsTls;
    private boolean tls;
    private LoginService.@Nullable Answer answer;

    /** With three messages, of which the last is international. */
    public Pop3Scene() {
        maildrops.add(MemoryLogins.ANNA, "Subject: one\r\n\r\nHello\r\n", false);
        maildrops.add(
                MemoryLogins.ANNA,
                "Subject: two\r\nFrom: b@x.test\r\n\r\n.dot\r\n\r\n..dots\r\n.\r\nlast\r\n",
                false);
        maildrops.add(MemoryLogins.ANNA, "Subject: gr\u00c3\u00bcn\r\n\r\nx\r\n", true);
    }

    /** As a dialogue file wants it. */
    public static Pop3Scene of(Chat chat) {
        var scene = new Pop3Scene();
        chat.settings().forEach(scene::set);
        return scene;
    }

    private void set(String setting) {
        switch (setting) {
            case "needs-tls" -> needsTls = true;
            case "keeps-all" -> maildrops.keepAll();
            case "in-use" -> maildrops.openings(new Maildrops.Opening.InUse());
            case "unavailable" -> maildrops.openings(new Maildrops.Opening.Unavailable(true));
            case "broken" -> maildrops.openings(new Maildrops.Opening.Unavailable(false));
            case "removed" -> maildrops.readings(new Maildrop.Reading.Missing());
            case "unreadable" -> maildrops.readings(new Maildrop.Reading.Unavailable(false));
            case "throttled" -> answer = MemoryLogins.throttled();
            case "no-accounts" -> answer = new LoginService.Answer.Unavailable();
            case "errors 3" -> errors = 3;
            default -> throw new IllegalArgumentException(setting);
        }
    }

    /** Passwords only under TLS. */
    public Pop3Scene needsTls() {
        needsTls = true;
        return this;
    }

    /** TLS comes first. */
    public Pop3Scene implicitTls() {
        tls = true;
        return this;
    }

    public MemoryMaildrops maildrops() {
        return maildrops;
    }

    /** What was told, in order. */
    public List<ServiceEvent> told() {
        return List.copyOf(told);
    }

    /** The service, which tells {@link #told}. */
    public AccessService build() {
        return build(told::add);
    }

    public AccessService build(ServiceEvent.Observer observer) {
        var ids = new AssociationIds();
        return new AccessService(tls, protocol(), logins(), observer, ids);
    }

    /** The protocol, as the service offers it. */
    public Pop3Protocol protocol() {
        var all = Pop3Limits.DEFAULT;
        return Pop3Protocol.of(
                "mx.test",
                new Pop3Limits(
                        all.autologout(), all.writeTimeout(), all.handshakeTimeout(), errors),
                maildrops);
    }

    public LoginService logins() {
        return new MemoryLogins(needsTls, answer);
    }
}
