package org.mailgauge;

import org.mailgauge.address.Endpoint;
import org.mailgauge.auth.LoginService;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.maildrop.Maildrops;

import java.util.List;

/**
 * What POP3 is to offer, and to whom.
 *
 * @param listeners none when there is no POP3
 */
public record Pop3Setup(
        List<At> listeners, Pop3Limits limits, LoginService logins, Maildrops maildrops) {
    /** No POP3. */
    public static final Pop3Setup NONE =
            new Pop3Setup(
                    List.of(),
                    Pop3Limits.DEFAULT,
                    LoginService.NONE,
                    _ -> new Maildrops.Opening.Unavailable(true));

    public Pop3Setup {
        listeners = List.copyOf(listeners);
    }

    /**
     * Where it listens.
     *
     * @param tls whether TLS comes first
     */
    public record At(boolean tls, Endpoint endpoint) {}
}
