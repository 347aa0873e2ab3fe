package org.mailgauge.queue;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;

import java.time.Instant;
import java.util.ArrayList;

/**
 * Measures the heap that the index takes: {@code java -Xmx2g IndexProbe [messages] [recipients]}.
 * Not a test; its figures are in {@code docs/queue-states.md}.
 */
final class IndexProbe {
    private static final int DOMAINS = 10_000;

    private IndexProbe() {}

    public static void main(String[] args) {
        int messages = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int recipients = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        var groups = new TestGroups();
        var index = new Index(groups, () -> new Window(5, 20), () -> 0);
        var notes = new Note.Pool(ReplyClasses.builtIn()::of);
        long before = used();
        for (int i = 0; i < messages; i++) {
            add(index, groups, i, recipients);
        }
        report("ready", messages, used() - before);
        var note = notes.of(WaitReason.PUT_OFF, Rig.LATER);
        for (var message = index.first(); message != null; message = message.next) {
            for (int i = 0; i < message.recipients(); i++) {
                var recipient = message.recipient(i);
                index.move(recipient, RecipientEvent.PUT_OFF, 1);
                index.note(recipient, note);
                index.schedule(recipient, message.serial * 7919 % 100_003);
            }
        }
        report("deferred", messages, used() - before);
        System.out.println("estimated: " + index.estimatedOctets() / messages);
    }

    private static void add(Index index, TestGroups groups, int number, int recipients) {
        var to = new ArrayList<ForwardPath>();
        for (int i = 0; i < recipients; i++) {
            to.add(path("recipient" + number + i, number + i));
        }
        var envelope =
                new Envelope(
                        new ReversePath.Sender(new Mailbox("sender" + number, "from.example")),
                        to,
                        Instant.EPOCH,
                        "smtp-in",
                        "client",
                        false,
                        null);
        var sender = index.intern("from.example");
        var message =
                new Message(
                        new QueueId(77, number),
                        number,
                        4096,
                        envelope,
                        number,
                        index.nextSerial(),
                        sender);
        index.add(message);
        for (int i = 0; i < recipients; i++) {
            var domain = envelope.recipients().get(i).domain();
            var decision =
                    new Router.Decision("smtp-out", new NextHop.SmtpHost("sink.example", 25));
            index.place(
                    message.recipient(i),
                    index.intern(domain),
                    groups.destination(domain),
                    decision,
                    number);
            index.enqueue(message.recipient(i));
        }
    }

    private static ForwardPath path(String local, int number) {
        return new ForwardPath(new Mailbox(local, "d" + number % DOMAINS + ".example"));
    }

    private static void report(String what, int messages, long octets) {
        System.out.println(what + ": " + octets / messages + " octets a message");
    }

    /** Asks for collections until the figure stands still. */
    private static long used() {
        var runtime = Runtime.getRuntime();
        long last = Long.MAX_VALUE;
        long now = Long.MAX_VALUE - 1;
        for (int i = 0; i < 20 && now < last; i++) {
            last = now;
            System.gc();
            now = runtime.totalMemory() - runtime.freeMemory();
        }
        return Math.min(now, last);
    }
}
