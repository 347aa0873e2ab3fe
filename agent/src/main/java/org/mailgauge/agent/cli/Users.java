package org.mailgauge.agent.cli;

import org.mailgauge.agent.accounts.AccountChanges;
import org.mailgauge.agent.accounts.AccountStore;
import org.mailgauge.agent.admin.AuditLog;
import org.mailgauge.agent.admin.UserResource;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** The accounts: of the server that runs, or of its file while none does. */
final class Users {
    private final AgentConfig config;
    private final Path file;

    Users(MailgaugeCommand mailgauge, PrintWriter err) throws Failure {
        file = mailgauge.file();
        config = Configs.forClient(file, err);
    }

    /** All accounts. */
    ApiClient.Answer list() throws Failure {
        try {
            return ApiClient.of(config, file).get("users");
        } catch (Failure nobody) {
            return offline(nobody, UserResource::list);
        }
    }

    /** Makes a change. */
    ApiClient.Answer change(String name, Map<String, String> parameters) throws Failure {
        var form = new Form();
        parameters.forEach(form::put);
        try {
            return ApiClient.of(config, file).post("users/" + name, form.toString());
        } catch (Failure nobody) {
            var user = System.getProperty("user.name", "");
            return offline(nobody, users -> users.change(name, parameters, user));
        }
    }

    private interface Work {
        UserResource.Reply with(UserResource users);
    }

    /** While no server runs the data directory is locked meanwhile, so that none can begin. */
    private ApiClient.Answer offline(Failure failure, Work work) throws Failure {
        if (failure.exit() != Exit.UNAVAILABLE) {
            throw failure;
        }
        try (var data = DataFolder.ofServer(config.dataDir());
                var time = new HostTime();
                var tasks = new HostTasks(1);
                var store =
                        AccountStore.open(
                                config.accounts(),
                                new AccountStore.Parts(
                                        data.disk(), tasks, time, new HostEntropy()))) {
            var changes = new AccountChanges(store, () -> config.mta().localDomains());
            return answer(
                    work.with(new UserResource(changes, new AuditLog(data.disk(), tasks, time))));
        } catch (IOException e) {
            throw new Failure(
                    Exit.IO,
                    "cannot use the accounts in " + config.dataDir() + ": " + e.getMessage());
        }
    }

    private static ApiClient.Answer answer(UserResource.Reply reply) throws Failure {
        var tree = JsonMapper.shared().readTree(reply.json());
        if (reply.status() == 200) {
            return new ApiClient.Answer(reply.json(), tree);
        }
        throw new Failure(
                ApiClient.exit(reply.status()),
                tree.path("error").asString("status " + reply.status()));
    }
}
