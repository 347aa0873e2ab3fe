package org.mailgauge.testing;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;
import org.mailgauge.auth.LoginSettings;
import org.mailgauge.auth.Logins;
import org.mailgauge.auth.MemoryAccounts;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.BareLineEnd;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.config.MtaConfig.SmtpLimits;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.queue.Intake;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;
import org.mailgauge.route.RouteTable;
import org.mailgauge.sasl.Mechanism;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.wire.SmtpLogin;
import org.mailgauge.wire.SmtpService;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A receiving service of {@code mx.test} as the tests of the SMTP server want it: {@code
 * relay.test} and its subdomains are taken from anyone, {@code local.test} is ours, {@code
 * refused.test} and {@code later.test} are refused by routes.
 */
public final class Scene {
    public static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

    private boolean implicitTls;
    private Service service = Service.SMTP;
    private BareLineEnd bareLineEnd = BareLineEnd.REJECT;
    private SmtpLimits limits = SmtpLimits.DEFAULT;
    private long maxMessageOctets = 10_000;
    private List<MtaConfig.Network> relayNetworks = List.of();
    private Mailboxes mailboxes = Mailboxes.NONE;
    private boolean users;
    private final MemoryIntake intake = new MemoryIntake();

    /** As a dialogue file wants it. */
    public static Scene of(Chat chat) {
        var scene = new Scene();
        chat.settings().forEach(scene::set);
        return scene;
    }

    private void set(String setting) {
        var words = setting.split(" ");
        switch (words[0]) {
            case "users" -> users = true;
            case "normalize" -> bareLineEnd = BareLineEnd.NORMALIZE;
            case "trusted" -> trustLoopback();
            case "service" ->
                    service = Service.valueOf(words[1].toUpperCase(java.util.Locale.ROOT));
            case "size" -> maxMessageOctets = Long.parseLong(words[1]);
            case "errors" ->
                    limits = with(limits.recipients(), limits.junkCommands(), number(words));
            case "junk" -> limits = with(limits.recipients(), number(words), limits.errors());
            case "recipients" ->
                    limits = with(number(words), limits.junkCommands(), limits.errors());
            case "room" -> intake.room(words[1].equals("full") ? FULL : BUSY);
            case "commit" ->
                    intake.ending(
                            words[1].equals("full")
                                    ? _ -> new Intake.Commit.Full("no space")
                                    : _ -> new Intake.Commit.Failed("broken"));
            default -> throw new IllegalArgumentException(setting);
        }
    }

    private static final Intake.Room FULL = new Intake.Room.Full("no space");
    private static final Intake.Room BUSY = new Intake.Room.Busy("stopping");

    private static int number(String... words) {
        return Integer.parseInt(words[1]);
    }

    private static SmtpLimits with(int recipients, int junk, int errors) {
        var all = SmtpLimits.DEFAULT;
        return new SmtpLimits(
                all.commandTimeout(),
                all.dataTimeout(),
                all.writeTimeout(),
                all.sessionBudget(),
                all.minimumRateOctets(),
                recipients,
                junk,
                errors,
                all.receivedFields(),
                all.connections(),
                all.perAddress(),
                all.reserve());
    }

    /** The service's kind. */
    public Scene service(Service kind) {
        service = kind;
        return this;
    }

    /** TLS begins with the first octet. */
    public Scene implicitTls() {
        implicitTls = true;
        return this;
    }

    public Scene limits(SmtpLimits all) {
        limits = all;
        return this;
    }

    public Scene maxMessageOctets(long octets) {
        maxMessageOctets = octets;
        return this;
    }

    public Scene bareLineEnd(BareLineEnd what) {
        bareLineEnd = what;
        return this;
    }

    /** Clients of this machine may relay. */
    public Scene trustLoopback() {
        relayNetworks = List.of(new MtaConfig.Network(LOOPBACK, 8));
        return this;
    }

    /** Two users: tim@local.test, who may send as info@local.test, and ann@local.test. */
    public Scene users() {
        users = true;
        return this;
    }

    /** Who the clients are; nobody without {@link #users}. */
    public LoginService logins() {
        if (!users) {
            return LoginService.NONE;
        }
        var accounts =
                new MemoryAccounts()
                        .with("tim@local.test", "secret", "info@local.test")
                        .with("ann@local.test", "pw");
        var settings =
                new LoginSettings(
                        EnumSet.allOf(Mechanism.class),
                        true,
                        true,
                        Duration.ZERO,
                        LoginSettings.Tries.DEFAULT);
        return new Logins(settings, accounts, accounts, new SimTime(), new SimEntropy(1));
    }

    /** The login of a client on this machine. */
    public SmtpLogin login() {
        boolean submission = service == Service.SUBMISSION;
        return new SmtpLogin(
                service == Service.LMTP ? LoginService.NONE : logins(),
                new Client(
                        submission
                                ? org.mailgauge.auth.Service.SUBMISSION
                                : org.mailgauge.auth.Service.SMTP,
                        LOOPBACK),
                !relayNetworks.isEmpty());
    }

    public MemoryIntake intake() {
        return intake;
    }

    public SmtpLimits limits() {
        return limits;
    }

    /** What is behind {@code local.test}; without this, nothing is. */
    public Scene mailboxes(Mailboxes all) {
        mailboxes = all;
        return this;
    }

    public SmtpService build() {
        var at = new MtaConfig.At.Tcp(new Endpoint(LOOPBACK, 0));
        var listener = new MtaConfig.Listener(service, at, bareLineEnd, implicitTls);
        var group =
                new MtaGroup(1001, MtaGroup.Kind.INBOUND, service.group(), "", service.port(), 0);
        var config = config(listener);
        return SmtpService.of(
                config,
                listener,
                group,
                new RouteTable(config.localDomains(), config.routes()),
                mailboxes);
    }

    private MtaConfig config(MtaConfig.Listener listener) {
        return new MtaConfig(
                "mx.test",
                Set.of("local.test"),
                List.of(listener),
                maxMessageOctets,
                limits,
                MtaConfig.QueueConfig.DEFAULT,
                new MtaConfig.DeliveryConfig(1, 1, Map.of("dot", Duration.ofMinutes(10))),
                MtaConfig.ReportConfig.DEFAULT,
                relayNetworks,
                Set.of("relay.test", "*.relay.test"),
                List.of(
                        route("refused.test", refuse(5, 1, 6, "Moved away")),
                        route("later.test", refuse(4, 2, 0, "Come again")),
                        route("relay.test", new NextHop.SmtpHost("192.0.2.1", 25))),
                Set.of());
    }

    private static NextHop refuse(int level, int subject, int detail, String text) {
        return new NextHop.Refuse(new EnhancedStatus(level, subject, detail), text);
    }

    private static Route route(String match, NextHop via) {
        return new Route(match, via, "");
    }
}
