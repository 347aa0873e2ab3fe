package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.SMIConstants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The definitions of MIB modules, read from their text: as much of SMIv2 (RFC 2578 to 2580) as our
 * modules use. Anything else is an exception, so that nothing is passed over.
 */
final class MibModules {
    static final Path FOLDER = Path.of("..", "mibs").toAbsolutePath().normalize();

    private static final Pattern TOKEN =
            Pattern.compile("--[^\n]*|\"[^\"]*\"|::=|\\.\\.|[\\w-]+|[{}();,|]");

    /** The clause of a macro that has its members. */
    private static final Map<String, String> MEMBERS =
            Map.of(
                    "NOTIFICATION-TYPE", "OBJECTS",
                    "OBJECT-GROUP", "OBJECTS",
                    "NOTIFICATION-GROUP", "NOTIFICATIONS",
                    "AGENT-CAPABILITIES", "INCLUDES");

    /**
     * A definition with an OID.
     *
     * @param macro {@code OBJECT-TYPE} and the like; empty for a plain OID
     * @param syntax the name of its type; empty when it is no object
     * @param range the sub-range or size, or the enumeration, also that of a textual convention
     * @param access MAX-ACCESS, or empty
     * @param index the descriptors of INDEX; for AUGMENTS those of the other row; of a notification
     *     its OBJECTS
     */
    record Definition(
            String module,
            String name,
            String macro,
            OID oid,
            String syntax,
            String range,
            String access,
            List<String> index) {
        boolean accessible() {
            return access.equals("read-only");
        }
    }

    /**
     * A textual convention or base type.
     *
     * @param wire the type on the wire, a constant of {@link SMIConstants}
     */
    record Type(int wire, String range) {}

    private final Map<String, Definition> definitions = new LinkedHashMap<>();
    private final Map<String, Type> types = new LinkedHashMap<>();
    private final Map<String, OID> nodes = new LinkedHashMap<>();

    private MibModules() {
        nodes.put("mib-2", new OID("1.3.6.1.2.1"));
        nodes.put("enterprises", new OID("1.3.6.1.4.1"));
        type("Counter32", SMIConstants.SYNTAX_COUNTER32, "");
        type("Counter64", SMIConstants.SYNTAX_COUNTER64, "");
        type("Gauge32", SMIConstants.SYNTAX_GAUGE32, "");
        type("Unsigned32", SMIConstants.SYNTAX_GAUGE32, "");
        type("INTEGER", SMIConstants.SYNTAX_INTEGER, "");
        type("Integer32", SMIConstants.SYNTAX_INTEGER, "");
        type("OCTET STRING", SMIConstants.SYNTAX_OCTET_STRING, "");
        type("OBJECT IDENTIFIER", SMIConstants.SYNTAX_OBJECT_IDENTIFIER, "");
        type("TimeStamp", SMIConstants.SYNTAX_TIMETICKS, "");
        type("TimeInterval", SMIConstants.SYNTAX_INTEGER, "0..2147483647");
        type("TruthValue", SMIConstants.SYNTAX_INTEGER, "true(1) false(2)");
        type("DateAndTime", SMIConstants.SYNTAX_OCTET_STRING, "8|11");
        type("RowPointer", SMIConstants.SYNTAX_OBJECT_IDENTIFIER, "");
        type("SnmpAdminString", SMIConstants.SYNTAX_OCTET_STRING, "0..255");
    }

    private void type(String name, int wire, String range) {
        types.put(name, new Type(wire, range));
    }

    /** The modules that we ship, in the order in which they import each other. */
    static MibModules shipped() {
        var all = new MibModules();
        for (var module :
                List.of("NETWORK-SERVICES-MIB", "MTA-MIB", "MAILGAUGE-MIB", "MAILGAUGE-CAPS-MIB")) {
            try {
                all.read(module, Files.readString(FOLDER.resolve(module)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    /** One module that imports nothing but base types. */
    static MibModules of(String module, String text) {
        var one = new MibModules();
        one.read(module, text);
        return one;
    }

    private void read(String module, String text) {
        new Reader(module, tokens(text)).module();
    }

    private static List<String> tokens(String text) {
        var tokens = new ArrayList<String>();
        var matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (!text.substring(end, matcher.start()).isBlank()) {
                throw new IllegalArgumentException(text.substring(end, matcher.end()));
            }
            end = matcher.end();
            if (!matcher.group().startsWith("--")) {
                tokens.add(matcher.group());
            }
        }
        return tokens;
    }

    /** The definitions of a module, ascending by OID. */
    List<Definition> of(String module) {
        return definitions.values().stream()
                .filter(one -> one.module().equals(module))
                .sorted((a, b) -> a.oid().compareTo(b.oid()))
                .toList();
    }

    /** A definition by its descriptor. */
    Definition named(String name) {
        var found = definitions.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name);
        }
        return found;
    }

    /** The object that an instance belongs to; null when it is none of these modules. */
    @Nullable Definition objectOf(OID instance) {
        for (int length = instance.size() - 1; length > 0; length--) {
            var oid = new OID(Arrays.copyOf(instance.getValue(), length));
            for (var one : definitions.values()) {
                if (one.accessible() && one.oid().equals(oid)) {
                    return one;
                }
            }
        }
        return null;
    }

    Type type(String name) {
        var found = types.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no type " + name);
        }
        return found;
    }

    /** Reads the tokens of one module. */
    private final class Reader {
        private final String module;
        private final List<String> tokens;
        private int at;

        Reader(String module, List<String> tokens) {
            this.module = module;
            this.tokens = tokens;
        }

        private String next() {
            return tokens.get(at++);
        }

        private boolean take(String token) {
            boolean there = tokens.get(at).equals(token);
            at += there ? 1 : 0;
            return there;
        }

        private void expect(String... expected) {
            for (var token : expected) {
                if (!take(token)) {
                    throw new IllegalArgumentException(
                            "%s: %s instead of %s at token %d"
                                    .formatted(module, tokens.get(at), token, at));
                }
            }
        }

        void module() {
            expect(module, "DEFINITIONS", "::=", "BEGIN");
            if (take("IMPORTS")) {
                while (!take(";")) {
                    at++;
                }
            }
            while (!take("END")) {
                definition(next());
            }
            if (at != tokens.size()) {
                throw new IllegalArgumentException(module + ": text behind END");
            }
        }

        private void definition(String name) {
            if (take("::=")) {
                if (take("TEXTUAL-CONVENTION")) {
                    convention(name);
                } else {
                    expect("SEQUENCE");
                    braces();
                }
            } else if (take("OBJECT")) {
                expect("IDENTIFIER", "::=");
                node(name);
            } else {
                macro(name, next());
            }
        }

        private void convention(String name) {
            while (!take("SYNTAX")) {
                at++;
            }
            var base = type();
            if (types.put(name, new Type(type(base.name()).wire(), base.range())) != null) {
                throw new IllegalArgumentException(name + " twice");
            }
        }

        private void macro(String name, String macro) {
            if (!macro.matches("[A-Z-]+")) {
                throw new IllegalArgumentException(module + ": " + name + " " + macro);
            }
            var syntax = new TypeUse("", "");
            var access = "";
            List<String> index = List.of();
            boolean object = macro.equals("OBJECT-TYPE");
            while (!take("::=")) {
                var clause = next();
                if (object && clause.equals("SYNTAX")) {
                    syntax = type();
                } else if (object && clause.equals("MAX-ACCESS")) {
                    access = next();
                } else if (object && clause.equals("INDEX")) {
                    index = braces();
                } else if (clause.equals(MEMBERS.get(macro))) {
                    var all = new ArrayList<>(index);
                    all.addAll(braces());
                    index = all;
                } else if (object && clause.equals("AUGMENTS")) {
                    index = named(braces().getFirst()).index();
                }
            }
            add(
                    new Definition(
                            module,
                            name,
                            macro,
                            oid(),
                            syntax.name(),
                            syntax.range(),
                            access,
                            index));
        }

        private void node(String name) {
            add(new Definition(module, name, "", oid(), "", "", "", List.of()));
        }

        private void add(Definition one) {
            nodes.put(one.name(), one.oid());
            if (definitions.put(one.name(), one) != null) {
                throw new IllegalArgumentException(one.name() + " twice");
            }
        }

        private OID oid() {
            var parts = braces();
            var parent = nodes.get(parts.getFirst());
            if (parent == null) {
                throw new IllegalArgumentException("no node " + parts.getFirst());
            }
            var oid = new OID(parent);
            parts.stream().skip(1).forEach(part -> oid.append(Integer.parseInt(part)));
            return oid;
        }

        /** What stands in braces, without commas. */
        private List<String> braces() {
            expect("{");
            var inside = new ArrayList<String>();
            while (!take("}")) {
                if (!take(",")) {
                    inside.add(next());
                }
            }
            return inside;
        }

        private TypeUse type() {
            var name = next();
            if (name.equals("SEQUENCE")) {
                expect("OF");
                return new TypeUse("SEQUENCE OF " + next(), "");
            }
            if (name.equals("OCTET") || name.equals("OBJECT")) {
                name += " " + next();
            }
            if (tokens.get(at).equals("{")) {
                return new TypeUse(name, String.join("", braces()).replaceAll("\\)(?=.)", ") "));
            }
            if (take("(")) {
                var range = new StringBuilder();
                boolean size = take("SIZE");
                if (size) {
                    expect("(");
                }
                while (!take(")")) {
                    range.append(next());
                }
                if (size) {
                    expect(")");
                }
                return new TypeUse(name, range.toString());
            }
            boolean row = !types.containsKey(name);
            return new TypeUse(name, row ? "" : MibModules.this.type(name).range());
        }

        private record TypeUse(String name, String range) {}

        private MibModules.Type type(String name) {
            return MibModules.this.type(name);
        }
    }
}
