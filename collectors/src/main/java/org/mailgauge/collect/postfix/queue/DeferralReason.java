package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Why Postfix put something off, in the form of a reply.
 *
 * @param reply the peer's, or 451 (or 550) with Postfix's own text when there was none; its text at
 *     most 500 characters
 * @param remoteHost who replied, or could not be reached; null when it is not told
 */
public record DeferralReason(SmtpReply reply, @Nullable String remoteHost) {
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_NAME = 255;

    private static final Pattern REPLY =
            Pattern.compile("([2-5]\\d\\d)(?:[ -]([245])\\.(\\d{1,3})\\.(\\d{1,3}))?(?:[ -]|$)");

    private static final Pattern STATUS = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})");

    /** The ways in which Postfix names the other end. */
    private static final Pattern HOST =
            Pattern.compile(
                    "(?:^|: )(?:host |connect to |lost connection with |conversation with )"
                            + "([^ \\[]{1,255})\\[");

    private static final Pattern SAID =
            Pattern.compile("\\] (?:said|refused to talk to me): (?=[2-5]\\d\\d)");

    private static final Pattern IN_REPLY = Pattern.compile(" \\(in reply to [^()]{1,60}\\)$");

    /** Of an entry of a defer file. */
    static DeferralReason of(DeferEntry entry) {
        var host = entry.remoteHost();
        var reason = entry.reason() == null ? "" : entry.reason();
        var status = status(entry.status());
        var diagnostic = entry.diagnostic();
        if (diagnostic != null && "smtp".equals(entry.diagnosticType())) {
            var reply = reply(diagnostic, status);
            if (reply != null) {
                return new DeferralReason(reply, cut(host, LONGEST_NAME));
            }
        }
        var text = reason.isEmpty() && diagnostic != null ? diagnostic : reason;
        return new DeferralReason(
                own(text, status), cut(host == null ? host(reason) : host, LONGEST_NAME));
    }

    /** Of a {@code delay_reason} of {@code postqueue}. */
    static DeferralReason of(String reason) {
        var said = SAID.matcher(reason);
        if (said.find()) {
            var text = IN_REPLY.matcher(reason.substring(said.end())).replaceFirst("");
            var reply = reply(text, null);
            if (reply != null) {
                return new DeferralReason(reply, host(reason));
            }
        }
        return new DeferralReason(own(reason, null), host(reason));
    }

    private static @Nullable SmtpReply reply(String text, @Nullable EnhancedStatus known) {
        var found = REPLY.matcher(text);
        if (!found.lookingAt()) {
            return null;
        }
        int code = Integer.parseInt(found.group(1));
        var status =
                found.group(2) == null
                        ? known
                        : new EnhancedStatus(
                                Integer.parseInt(found.group(2)),
                                Integer.parseInt(found.group(3)),
                                Integer.parseInt(found.group(4)));
        boolean fits = status != null && status.level() == code / 100;
        return new SmtpReply(
                code,
                fits ? status : null,
                List.of(shortened(text.substring(found.end()).strip())));
    }

    private static SmtpReply own(String text, @Nullable EnhancedStatus status) {
        boolean permanent = status != null && status.level() == 5;
        return new SmtpReply(
                permanent ? 550 : 451,
                status == null || status.level() == 2 ? null : status,
                List.of(shortened(text)));
    }

    private static @Nullable EnhancedStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var found = STATUS.matcher(text);
        return found.matches()
                ? new EnhancedStatus(
                        Integer.parseInt(found.group(1)),
                        Integer.parseInt(found.group(2)),
                        Integer.parseInt(found.group(3)))
                : null;
    }

    private static @Nullable String host(String reason) {
        var found = HOST.matcher(reason);
        return found.find() ? found.group(1) : null;
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    }

    private static @Nullable String cut(@Nullable String text, int most) {
        return text == null ? null : text.substring(0, Math.min(text.length(), most));
    }
}
