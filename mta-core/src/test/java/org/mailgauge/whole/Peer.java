package org.mailgauge.whole;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.sim.SimNet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A next hop of the simulated world, in changing moods. It tells the oracle all it does. */
final class Peer {
    /** What a next hop is like for a while. */
    enum Mood {
        WELL,
        /** Nobody listens. */
        DOWN,
        /** Connects get no answer. */
        SILENT,
        /** Each association goes wrong at some step. */
        FAULTY,
        /** Every answer takes its time. */
        SLOW
    }

    /** The steps of a session. */
    enum Step {
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        CONTENT,
        DOT,
        RSET,
        QUIT
    }

    /** What goes wrong at a step. */
    enum Act {
        NOTHING,
        HANG,
        DROP,
        PUT_OFF,
        REFUSE,
        CLOSE_421,
        /** The content is taken, and its answer never comes. */
        TAKE_AND_DROP,
        TAKE_AND_HANG
    }

    private static final List<Act> ACTS = List.of(Act.values());
    private static final List<Step> STEPS = List.of(Step.values());

    final String name;
    private final Endpoint endpoint;
    private final SimNet net;
    private final Time time;
    private final Tasks tasks;
    private final Oracle oracle;
    private final SplittableRandom random;
    private final boolean pipelining;
    private Net.@Nullable Listener listener;
    private Mood mood = Mood.DOWN;
    private boolean troubled;

    /** Whether the last association to it could not be brought to a transaction. */
    boolean failing;

    long taken;

    Peer(
            String name,
            Endpoint endpoint,
            SimNet net,
            Time time,
            Tasks tasks,
            Oracle oracle,
            SplittableRandom random) {
        this.name = name;
        this.endpoint = endpoint;
        this.net = net;
        this.time = time;
        this.tasks = tasks;
        this.oracle = oracle;
        this.random = random;
        pipelining = random.nextInt(4) > 0;
    }

    Mood mood() {
        return mood;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether it has ever been other than well. */
    boolean troubled() {
        return troubled;
    }

    void mood(Mood next) {
        mood = next;
        oracle.trace(() -> name + " is " + next);
        troubled |= next != Mood.WELL;
        if (next == Mood.SILENT) {
            net.silence(endpoint);
        } else {
            net.unsilence(endpoint);
        }
        if (next == Mood.DOWN) {
            stop();
        } else {
            listen();
        }
    }

    private void listen() {
        if (listener != null) {
            return;
        }
        try {
            var made = net.listen(endpoint, 10);
            listener = made;
            var _ = tasks.start("peer-" + name, () -> accept(made));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void stop() {
        var running = listener;
        listener = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private void accept(Net.Listener from) {
        try {
            while (true) {
                var connection = from.accept();
                var _ = tasks.start("session-" + name, () -> serve(connection));
            }
        } catch (IOException _) {
            // It goes down.
        }
    }

    private void serve(Net.Connection connection) {
        try (connection) {
            new Session(connection).run();
        } catch (IOException _) {
            oracle.broken.put(name, oracle.now());
        }
    }

    /** Thrown when the session goes wrong as planned. */
    private static final class Planned extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Session {
        private final Lines lines;
        private final Act act;
        private final Step at;
        private final boolean slow = mood == Mood.SLOW;
        private int passes = random.nextInt(3);
        private final List<Oracle.Recipient> to = new ArrayList<>();
        private boolean open;
        private Oracle.@Nullable Message message;
        private final int life = oracle.life;

        /** When the transaction began. */
        private long began;

        /** To whom the report goes that comes in this transaction; null when it is no report. */
        private @Nullable String reportTo;

        Session(Net.Connection connection) {
            lines = new Lines(connection);
            boolean faulty = mood == Mood.FAULTY;
            act = faulty ? ACTS.get(1 + random.nextInt(ACTS.size() - 1)) : Act.NOTHING;
            at = taking() ? Step.DOT : STEPS.get(random.nextInt(STEPS.size()));
        }

        private boolean taking() {
            return act == Act.TAKE_AND_DROP || act == Act.TAKE_AND_HANG;
        }

        void run() throws IOException {
            if (!answer(Step.GREETING, "220 " + name + " ESMTP")) {
                return;
            }
            while (true) {
                var line = lines.next();
                var verb = line.length() < 4 ? line : line.substring(0, 4);
                switch (verb) {
                    case "EHLO" -> {
                        if (answer(Step.EHLO, offer())) {
                            failing = false;
                        }
                    }
                    case "HELO" -> answer(Step.EHLO, "250 " + name);
                    case "MAIL" -> mail(line);
                    case "RCPT" -> recipient(line);
                    case "DATA" -> data();
                    case "RSET" -> {
                        forget();
                        answer(Step.RSET, "250 2.0.0 ok");
                    }
                    case "QUIT" -> {
                        answer(Step.QUIT, "221 2.0.0 bye");
                        return;
                    }
                    default -> lines.send("500 5.5.2 what?\r\n");
                }
            }
        }

        private String offer() {
            return pipelining
                    ? "250-" + name + "\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES"
                    : "250 " + name;
        }

        private void forget() {
            to.clear();
            open = false;
            message = null;
            reportTo = null;
        }

        private void mail(String line) throws IOException {
            forget();
            var sender = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
            began = oracle.now();
            message = oracle.sentBy(sender);
            if (due(Step.MAIL) && act == Act.REFUSE && message == null) {
                goWrong(Act.PUT_OFF, Step.MAIL, null); // nobody would know what was refused
                return;
            }
            if (due(Step.MAIL) && act == Act.REFUSE) {
                oracle.refusalsUnclear = true;
                refuseAll();
            }
            open = answer(Step.MAIL, "250 2.1.0 ok");
        }

        private void refuseAll() {
            var refused = message;
            if (refused != null) {
                refused.recipients.stream()
                        .filter(one -> one.hop.equals(name) && !oracle.isOver(one))
                        .forEach(oracle::refuse);
            }
        }

        private void recipient(String line) throws IOException {
            var path = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
            if (!open) {
                lines.send("503 5.5.1 no transaction\r\n");
                return;
            }
            if (oracle.sentBy(path) != null) {
                if (reportStep(Step.RCPT, "250 2.1.5 ok", path)) {
                    reportTo = path;
                }
                return;
            }
            var recipient = oracle.recipient(path);
            oracle.given(recipient, began, life);
            if (due(Step.RCPT) && act == Act.REFUSE) {
                oracle.refuse(recipient);
            }
            if (answer(Step.RCPT, "250 2.1.5 ok", path)) {
                to.add(recipient);
            }
        }

        /** A report is refused when it has come: before, nobody would know which. */
        private boolean reportStep(Step step, String well, @Nullable String path)
                throws IOException {
            if (due(step) && act == Act.REFUSE) {
                goWrong(Act.PUT_OFF, step, path);
                return false;
            }
            return answer(step, well, path);
        }

        private void data() throws IOException {
            if (to.isEmpty() && reportTo == null) {
                lines.send("503 5.5.1 no recipients\r\n");
                return;
            }
            if (due(Step.DATA) && act == Act.REFUSE) {
                to.forEach(oracle::refuse);
            }
            boolean goes =
                    reportTo == null
                            ? answer(Step.DATA, "354 go")
                            : reportStep(Step.DATA, "354 go", null);
            if (!goes) {
                forget();
                return;
            }
            if (due(Step.CONTENT)) {
                goWrong(act == Act.HANG ? Act.HANG : Act.DROP, Step.CONTENT, null);
            }
            content();
            if (due(Step.DOT) && act == Act.REFUSE) {
                to.forEach(oracle::refuse);
            }
            boolean take = !due(Step.DOT) || taking();
            var copies = take ? to.stream().map(oracle::copy).toList() : List.<Oracle.Copy>of();
            if (answer(Step.DOT, "250 2.0.0 taken")) {
                copies.forEach(oracle::answered);
                taken += copies.size();
            }
            forget();
        }

        private void content() throws IOException {
            var sender = reportTo;
            if (sender == null) {
                lines.content();
            } else {
                to.add(oracle.reports.read(sender, lines.text()).to);
            }
        }

        /** Whether this step is where it goes wrong; asked any number of times. */
        private boolean due(Step step) {
            return step == at && act != Act.NOTHING && passes == 0;
        }

        private boolean answer(Step step, String well) throws IOException {
            return answer(step, well, null);
        }

        /** Answers as planned. @return whether all was well */
        private boolean answer(Step step, String well, @Nullable String path) throws IOException {
            if (slow) {
                pause();
            }
            if (due(step)) {
                goWrong(act, step, path);
                return false;
            }
            if (step == at) {
                passes--;
            }
            lines.send(well + "\r\n");
            return true;
        }

        private void pause() throws IOException {
            try {
                time.sleep(Duration.ofMillis(random.nextInt(20_000)));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            }
        }

        private void goWrong(Act how, Step step, @Nullable String path) throws IOException {
            if (step == Step.GREETING || step == Step.EHLO) {
                failing = true;
            }
            switch (how) {
                case NOTHING -> {}
                case HANG, TAKE_AND_HANG -> {
                    oracle.broken.put(name, oracle.now());
                    lines.stare();
                    throw new Planned();
                }
                case DROP, TAKE_AND_DROP -> throw new Planned();
                case PUT_OFF -> reply(451, "4.3.2", 451, path);
                // A host that takes no mail at all is tried again: its 5yz is kept as a 4yz.
                case REFUSE ->
                        reply(
                                550,
                                "5.7.1",
                                step == Step.GREETING || step == Step.EHLO ? 450 : 550,
                                path);
                case CLOSE_421 -> {
                    reply(421, "4.3.2", 421, null);
                    throw new Planned();
                }
            }
        }

        private void reply(int code, String status, int kept, @Nullable String path)
                throws IOException {
            lines.send(code + " " + status + " " + oracle.says(name, kept, path) + "\r\n");
        }
    }
}
