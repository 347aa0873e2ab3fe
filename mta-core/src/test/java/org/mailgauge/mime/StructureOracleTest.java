package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.mime.Oracles.Shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Structures as mime4j and Angus find them: equal to ours, or different for a reason given here.
 */
class StructureOracleTest {
    private static final int MUTANTS = 2_000;

    /** Whom we compare with. */
    enum Oracle {
        MIME4J,
        ANGUS;

        Shape parse(byte[] content) {
            return switch (this) {
                case MIME4J -> Oracles.mime4j(content);
                case ANGUS -> Oracles.angus(content);
            };
        }
    }

    /** Why two entities differ, and what shows that this is why. */
    enum Reason {
        NO_BOUNDARY(
                Oracle.MIME4J,
                "a multipart without boundary keeps its type here and is text/plain there") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return isLeaf(ours, "multipart/")
                        && partOf(ours).type().boundary() == null
                        && isLeaf(theirs, "text/plain")
                        && theirs.body().equals(ours.body());
            }
        },
        ENCODED_MESSAGE(
                Oracle.MIME4J,
                "an encoded message is decoded and read there; its parts have no place in the"
                        + " content, which is all that we tell") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return isLeaf(ours, "message/rfc822")
                        && Set.of("base64", "quoted-printable")
                                .contains(partOf(ours).fields().encoding())
                        && theirs.kind().equals("message");
            }
        },
        SECOND_TYPE(
                Oracle.MIME4J,
                "a second Content-Type counts there when the first is a multipart without boundary") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return isLeaf(ours, "multipart/")
                        && partOf(ours).type().boundary() == null
                        && header(ours, content).all("content-type").size() > 1;
            }
        },
        PART_WITHOUT_OCTETS(
                null,
                "between the last delimiter of a multipart and what ends it there is a part here,"
                        + " and none there, when no octets or only a line end are between them") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return bothMultipart(ours, theirs)
                        && theirs.children().size() == ours.children().size() - 1
                        && octets(ours.children().getLast()) <= 2;
            }
        },
        GUESSED_BOUNDARY(
                Oracle.ANGUS,
                "without a boundary the first line with two hyphens is taken for a delimiter there") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return isLeaf(ours, "multipart/")
                        && partOf(ours).type().boundary() == null
                        && (theirs.kind().equals("multipart") || isMissingStart(theirs));
            }
        },
        NO_DELIMITER(Oracle.ANGUS, "a multipart without any delimiter is an exception there") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return ours.kind().equals("multipart")
                        && ours.children().isEmpty()
                        && isMissingStart(theirs);
            }
        },
        TYPE_REFUSED(
                null,
                "a Content-Type that is no such field to the letter makes plain text there, whatever"
                        + " can be understood of it, and whatever follows") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                var types = header(ours, content).all("content-type");
                return isLeaf(theirs, "text/plain")
                        && !types.isEmpty()
                        && Oracles.angusRefuses(types.getFirst());
            }
        },
        BLANK_FIRST_LINE(
                Oracle.ANGUS,
                "a header section that begins with a line of blanks is an exception there") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return theirs.type().contains("IndexOutOfBoundsException: Index -1")
                        && ours.children().stream()
                                .anyMatch(
                                        part ->
                                                Trees.header(partOf(part), content)
                                                        .startsWith(" "));
            }
        },
        NOTHING_BEHIND_FIELDS(
                Oracle.ANGUS,
                "a last part whose fields end with the content around them is none there") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                return bothMultipart(ours, theirs)
                        && theirs.children().size() == ours.children().size() - 1
                        && partOf(ours.children().getLast()).extent().bodyOctets() == 0;
            }
        },
        DELIMITER_IN_HEADER(
                Oracle.ANGUS,
                "a delimiter right behind the fields of a part is taken for one of them there, and so"
                        + " are the fields of the part behind it: these parts are one") {
            @Override
            boolean explains(Shape ours, Shape theirs, byte[] content) {
                int count = comparable(ours, content).size();
                boolean last =
                        !ours.children().isEmpty() && unended(ours.children().getLast(), content);
                return bothMultipart(ours, theirs)
                        && ours.children().stream().anyMatch(part -> unended(part, content))
                        && (theirs.children().size() == count
                                || (last && theirs.children().size() == count - 1));
            }

            /*
             * The last of each row of parts that are one there, with its content; none where a
             * field of another of them says what the content is, and none for what is behind the
             * last delimiter, which may be taken for a field too.
             */
            @Override
            List<? extends @Nullable Shape> comparable(Shape ours, byte[] content) {
                var all = new ArrayList<@Nullable Shape>();
                boolean clear = true;
                boolean begun = false;
                for (var part : ours.children()) {
                    begun = unended(part, content);
                    if (begun) {
                        clear &= Collections.disjoint(names(part, content), DESCRIBING);
                    } else {
                        all.add(clear ? part : null);
                        clear = true;
                    }
                }
                if (begun) {
                    all.add(null);
                }
                return all;
            }
        };

        private static final Set<String> DESCRIBING =
                Set.of("content-type", "content-transfer-encoding");

        final @Nullable Oracle oracle;
        final String text;

        Reason(@Nullable Oracle oracle, String text) {
            this.oracle = oracle;
            this.text = text;
        }

        abstract boolean explains(Shape ours, Shape theirs, byte[] content);

        /** The children of ours that stand for the other's, in order; null for what cannot. */
        List<? extends @Nullable Shape> comparable(Shape ours, byte[] content) {
            return ours.children();
        }

        private static Set<String> names(Shape ours, byte[] content) {
            var names = new HashSet<String>();
            header(ours, content)
                    .fields()
                    .forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
            return names;
        }

        private static boolean bothMultipart(Shape ours, Shape theirs) {
            return ours.kind().equals("multipart")
                    && theirs.kind().equals("multipart")
                    && ours.type().equals(theirs.type());
        }

        private static boolean isMissingStart(Shape theirs) {
            return theirs.type().contains("ParseException: Missing start boundary");
        }

        private static Header header(Shape ours, byte[] content) {
            return Header.parse(Corpus.octets(Trees.header(partOf(ours), content)), 1_000);
        }

        private static long octets(Shape ours) {
            return partOf(ours).extent().end() - partOf(ours).extent().header();
        }

        /** Whether a header section has no empty line at its end. */
        private static boolean unended(Shape ours, byte[] content) {
            var header = "\n" + Trees.header(partOf(ours), content);
            return !header.endsWith("\n\n") && !header.endsWith("\n\r\n");
        }

        private static boolean isLeaf(Shape shape, String type) {
            return shape.kind().equals("leaf") && shape.type().startsWith(type);
        }

        private static Part partOf(Shape ours) {
            var part = ours.part();
            if (part == null) {
                throw new IllegalArgumentException(ours.toString());
            }
            return part;
        }
    }

    private final Set<Reason> met = EnumSet.noneOf(Reason.class);

    @ParameterizedTest
    @EnumSource
    void everyDifferenceHasAReason(Oracle oracle) {
        Corpus.all().forEach(content -> compare(oracle, content, "corpus"));
        for (int i = 0; i < MUTANTS; i++) {
            compare(oracle, LineMutants.of(i), "mutant " + i);
        }
        var reasons = EnumSet.allOf(Reason.class);
        reasons.removeIf(reason -> reason.oracle != null && reason.oracle != oracle);
        assertEquals(reasons, met, "each reason is met");
    }

    private void compare(Oracle oracle, String text, String which) {
        var content = Corpus.octets(text);
        var ours = Oracles.ours(Trees.parse(content), content);
        var theirs = oracle.parse(content);
        var unexplained = unexplained(oracle, ours, theirs, content);
        if (unexplained != null) {
            fail(oracle + ", " + which + ": " + unexplained + " in\n" + text);
        }
    }

    /** The first pair of entities that differs without a reason; null when there is none. */
    private @Nullable String unexplained(Oracle oracle, Shape ours, Shape theirs, byte[] content) {
        if (ours.toString().equals(theirs.toString())) {
            return null;
        }
        for (var reason : Reason.values()) {
            boolean concerned = reason.oracle == null || reason.oracle == oracle;
            if (concerned && reason.explains(ours, theirs, content)) {
                met.add(reason);
                return children(oracle, reason.comparable(ours, content), theirs, content);
            }
        }
        boolean same =
                ours.kind().equals(theirs.kind())
                        && ours.type().equals(theirs.type())
                        && ours.children().size() == theirs.children().size();
        return same && !ours.children().isEmpty()
                ? children(oracle, ours.children(), theirs, content)
                : "ours: " + ours + "\ntheirs: " + theirs + "\n";
    }

    private @Nullable String children(
            Oracle oracle, List<? extends @Nullable Shape> mine, Shape theirs, byte[] content) {
        for (int i = 0; i < Math.min(mine.size(), theirs.children().size()); i++) {
            var own = mine.get(i);
            var found =
                    own == null
                            ? null
                            : unexplained(oracle, own, theirs.children().get(i), content);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
