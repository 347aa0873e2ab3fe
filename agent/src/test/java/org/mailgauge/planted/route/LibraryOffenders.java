package org.mailgauge.planted.route;

/** Each nested class is of the core, and knows something of the agent's. */
@SuppressWarnings("all")
public final class LibraryOffenders {

    static final class KnowsSnmp {
        String offend(org.snmp4j.smi.OID thing) {
            return thing.toString();
        }
    }

    static final class KnowsMicrometer {
        String offend(io.micrometer.core.instrument.MeterRegistry thing) {
            return thing.toString();
        }
    }

    static final class KnowsPrometheus {
        String offend(io.prometheus.metrics.model.registry.PrometheusRegistry thing) {
            return thing.toString();
        }
    }

    static final class KnowsJackson {
        String offend(tools.jackson.databind.JsonNode thing) {
            return thing.toString();
        }
    }

    static final class KnowsYaml {
        String offend(org.snakeyaml.engine.v2.nodes.Node thing) {
            return thing.toString();
        }
    }

    static final class KnowsCommands {
        String offend(picocli.CommandLine thing) {
            return thing.toString();
        }
    }

    static final class KnowsLogback {
        String offend(ch.qos.logback.classic.LoggerContext thing) {
            return thing.toString();
        }
    }

    static final class KnowsHttpServer {
        String offend(com.sun.net.httpserver.HttpServer thing) {
            return thing.toString();
        }
    }

    static final class KnowsLucene {
        String offend(org.apache.lucene.util.BytesRef thing) {
            return thing.toString();
        }
    }

    static final class KnowsFulltext {
        String offend(org.mailgauge.planted.fulltext.KnowsRoutes thing) {
            return thing.toString();
        }
    }

    static final class KnowsCollectors {
        String offend(org.mailgauge.planted.collect.Known thing) {
            return thing.toString();
        }
    }
}
