package org.mailgauge.collect.postfix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a Postfix might write: stories of messages, sessions and deliveries, each in its order, the
 * lines of several among each other.
 */
final class RandomLog {
    private static final List<String> DOMAINS =
            List.of("fine.example", "grey.example", "full.example", "refused.example", "x.example");
    private static final int STORIES = 6;

    private final Random random;
    private int nextId = 0x10000;
    private int nextPid = 100;

    RandomLog(long seed) {
        random = new Random(seed);
    }

    /** At least so many lines; the last stories may be without their ends. */
    List<String> lines(int most) {
        var lines = new ArrayList<String>();
        var stories = new ArrayList<ArrayDeque<String>>();
        while (lines.size() < most) {
            while (stories.size() < STORIES) {
                stories.add(new ArrayDeque<>(story()));
            }
            var one = stories.get(random.nextInt(STORIES));
            lines.add(one.removeFirst());
            stories.removeIf(ArrayDeque::isEmpty);
        }
        return lines;
    }

    private List<String> story() {
        return switch (random.nextInt(10)) {
            case 0 -> refused();
            case 1 -> probe();
            case 2 -> noise();
            default -> message();
        };
    }

    private String id() {
        return "%X".formatted(0xA0000000L + nextId++);
    }

    private List<String> refused() {
        var lines = new ArrayList<String>();
        int pid = nextPid++;
        lines.add("postfix/smtpd[" + pid + "]: connect from unknown[198.51.100." + pid % 250 + "]");
        for (int i = random.nextInt(4); i >= 0; i--) {
            lines.add(
                    "postfix/smtpd["
                            + pid
                            + "]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: "
                            + (random.nextBoolean() ? "550 5.1.1" : "450 4.7.1")
                            + " <x@local.example>: Recipient address rejected: no; from=<"
                            + random.nextInt(2)
                            + "@a.example> to=<x@local.example> proto=ESMTP helo=<c>");
        }
        if (random.nextBoolean()) {
            lines.add(
                    "postfix/smtpd[" + pid + "]: disconnect from unknown[198.51.100.7] commands=3");
        }
        return lines;
    }

    private List<String> probe() {
        var id = id();
        return List.of(
                "postfix/cleanup[11]: " + id + ": message-id=<p@mail.example>",
                "postfix/qmgr[12]: " + id + ": from=<>, size=300, nrcpt=1 (queue active)",
                "postfix/smtp[13]: "
                        + id
                        + ": to=<u@fine.example>, relay=mx.fine.example[192.0.2.10]:25, delay=0.02,"
                        + " delays=0.01/0/0/0.01, dsn=2.1.5, status=deliverable (250 2.1.5 Ok)",
                "postfix/qmgr[12]: " + id + ": removed");
    }

    private List<String> noise() {
        return switch (random.nextInt(6)) {
            case 0 -> List.of("postfix/master[9]: terminating on signal 15");
            case 1 ->
                    List.of(
                            "postfix/smtpd[10]: warning: unknown[198.51.100.9]: SASL LOGIN"
                                    + " authentication failed: UGFzc3dvcmQ6");
            case 2 ->
                    List.of(
                            "postfix/postscreen[10]: CONNECT from [198.51.100.7]:4711 to"
                                    + " [192.0.2.1]:25",
                            "postfix/postscreen[10]: NOQUEUE: reject: CONNECT from"
                                    + " [198.51.100.7]:4711: too many connections");
            case 3 -> List.of("postfix/cleanup[11]: warning: " + id() + ": too many hops (51)");
            default ->
                    List.of(
                            "postfix/smtp["
                                    + (20 + random.nextInt(3))
                                    + "]: connect to mx.refused.example[192.0.2.99]:25: Connection"
                                    + " refused");
        };
    }

    private List<String> message() {
        var lines = new ArrayList<String>();
        var id = id();
        int pid = nextPid++;
        int recipients = 1 + random.nextInt(4);
        int kind = random.nextInt(4);
        if (kind < 2) {
            var service = kind == 0 ? "postfix/smtpd[" : "postfix/submission/smtpd[";
            lines.add(service + pid + "]: connect from c.example[198.51.100." + pid % 250 + "]");
            lines.add(
                    service
                            + pid
                            + "]: "
                            + id
                            + ": client=c.example[198.51.100.7]"
                            + (kind == 0 ? "" : ", sasl_method=PLAIN, sasl_username=user"));
        } else if (kind == 2) {
            lines.add("postfix/pickup[" + pid + "]: " + id + ": uid=0 from=<root>");
        }
        lines.add("postfix/cleanup[11]: " + id + ": message-id=<" + id + "@mail.example>");
        lines.add(active(id, pid * 10, recipients));
        if (kind < 2) {
            var service = kind == 0 ? "postfix/smtpd[" : "postfix/submission/smtpd[";
            lines.add(service + pid + "]: disconnect from c.example[198.51.100.7] commands=6");
        }
        var left = new ArrayList<String>();
        for (int i = 0; i < recipients; i++) {
            left.add("u" + i + "@" + DOMAINS.get(random.nextInt(DOMAINS.size())));
        }
        end(lines, id, pid * 10, recipients, left);
        return lines;
    }

    private void end(
            List<String> lines, String first, int octets, int recipients, List<String> left) {
        var id = first;
        for (int attempt = 0; attempt < 3; attempt++) {
            left.removeIf(to -> attempt(lines, first, to));
            if (left.isEmpty()) {
                lines.add("postfix/qmgr[12]: " + id + ": removed");
                return;
            }
            lines.add(active(id, octets, recipients));
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                lines.add(
                        "postfix/qmgr[12]: "
                                + id
                                + ": from=<a@c.example>, status=expired, returned to sender");
                lines.add("postfix/qmgr[12]: " + id + ": removed");
            }
            case 1 -> lines.add("postfix/postsuper[20]: " + id + ": removed");
            case 2 -> {
                id = id();
                lines.add("postfix/postsuper[20]: " + first + ": requeued");
                lines.add(
                        "postfix/pickup[21]: "
                                + id
                                + ": uid=104 from=<a@c.example> orig_id="
                                + first);
                lines.add("postfix/cleanup[11]: " + id + ": message-id=<again@mail.example>");
                lines.add(active(id, octets, left.size()));
                lines.add("postfix/smtp[13]: " + id + ": to=<" + left.getFirst() + sent());
            }
            default -> lines.add("postfix/postsuper[20]: " + id + ": placed on hold");
        }
    }

    /** Whether it settles the recipient. */
    private boolean attempt(List<String> lines, String id, String to) {
        var smtp = "postfix/smtp[" + (20 + random.nextInt(3)) + "]: ";
        int fate = random.nextInt(8);
        lines.add(
                switch (fate) {
                    case 0 ->
                            smtp
                                    + id
                                    + ": to=<"
                                    + to
                                    + ">, relay=mx.grey.example[192.0.2.11]:25, delay=0.12,"
                                    + " delays=0.01/0.06/0.01/0.04, dsn=4.7.1, status=deferred (host"
                                    + " mx.grey.example[192.0.2.11] said: 450 4.7.1 Greylisted (in"
                                    + " reply to RCPT TO command))";
                    case 1 ->
                            smtp
                                    + id
                                    + ": to=<"
                                    + to
                                    + ">, relay=none, delay=0, delays=0/0/0/0, dsn=4.4.1,"
                                    + " status=deferred (connect to"
                                    + " mx.refused.example[192.0.2.99]:25: Connection refused)";
                    case 2 ->
                            "postfix/error[15]: "
                                    + id
                                    + ": to=<"
                                    + to
                                    + ">, relay=none, delay=0, delays=0/0/0/0, dsn=4.4.1,"
                                    + " status=deferred (delivery temporarily suspended: connect to"
                                    + " mx.refused.example[192.0.2.99]:25: Connection refused)";
                    case 3 ->
                            smtp
                                    + id
                                    + ": to=<"
                                    + to
                                    + ">, relay=mx.x.example[192.0.2.13]:25, delay=0.2,"
                                    + " delays=0.01/0.01/0.1/0.08, dsn=5.1.1, status=bounced (host"
                                    + " mx.x.example[192.0.2.13] said: 550 5.1.1 no such user (in"
                                    + " reply to RCPT TO command))";
                    case 4 -> "postfix/local[16]: " + id + ": to=<" + to + here("local", "local");
                    case 5 -> "postfix/discard[17]: " + id + ": to=<" + to + here("none", "x");
                    default -> smtp + id + ": to=<" + to + sent();
                });
        return fate > 2;
    }

    private static String here(String relay, String text) {
        return ">, relay="
                + relay
                + ", delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent ("
                + text
                + ")";
    }

    private String sent() {
        return ">, relay=mx.fine.example[192.0.2.10]:25,"
                + (random.nextInt(3) == 0 ? " conn_use=2," : "")
                + " delay=0.12, delays=0.01/0.06/0.01/0.04, dsn=2.0.0, status=sent (250 2.0.0 Ok:"
                + " queued as 12345)";
    }

    private static String active(String id, int octets, int recipients) {
        return "postfix/qmgr[12]: "
                + id
                + ": from=<a@c.example>, size="
                + octets
                + ", nrcpt="
                + recipients
                + " (queue active)";
    }
}
