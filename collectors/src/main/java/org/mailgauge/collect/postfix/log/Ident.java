package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/**
 * Who writes: {@code postfix/submission/smtpd} is the service {@code smtpd} under the syslog_name
 * {@code postfix/submission}.
 *
 * @param program null for another's than Postfix's
 */
record Ident(String syslogName, String service, @Nullable Program program) {

    /** What kind of lines a program of Postfix writes. */
    enum Program {
        SMTPD,
        POSTSCREEN,
        DNSBLOG,
        CLIENT,
        ANVIL,
        MASTER,
        SCRIPT,
        POSTSUPER,
        /** Whose lines have queue ids, or are warnings. */
        PLAIN
    }

    static Ident of(String name) {
        int slash = name.lastIndexOf('/');
        var syslogName = slash < 0 ? "" : name.substring(0, slash);
        var service = name.substring(slash + 1);
        return new Ident(syslogName, service, slash < 0 ? null : program(syslogName, service));
    }

    /**
     * Under a syslog_name of an operator's choice only programs are known that Postfix has; under
     * its own ones all are its.
     */
    private static @Nullable Program program(String syslogName, String service) {
        return switch (service) {
            case "smtpd", "qmqpd" -> Program.SMTPD;
            case "postscreen" -> Program.POSTSCREEN;
            case "dnsblog" -> Program.DNSBLOG;
            case "smtp", "lmtp" -> Program.CLIENT;
            case "anvil" -> Program.ANVIL;
            case "master" -> Program.MASTER;
            case "postfix-script" -> Program.SCRIPT;
            case "postsuper" -> Program.POSTSUPER;
            case "bounce",
                    "cleanup",
                    "discard",
                    "error",
                    "flush",
                    "local",
                    "oqmgr",
                    "pickup",
                    "pipe",
                    "postalias",
                    "postcat",
                    "postdrop",
                    "postfix",
                    "postlog",
                    "postlogd",
                    "postmap",
                    "postqueue",
                    "proxymap",
                    "qmgr",
                    "scache",
                    "sendmail",
                    "showq",
                    "spawn",
                    "tlsmgr",
                    "tlsproxy",
                    "trivial-rewrite",
                    "verify",
                    "virtual" ->
                    Program.PLAIN;
            default -> syslogName.startsWith("postfix") ? Program.PLAIN : null;
        };
    }
}
