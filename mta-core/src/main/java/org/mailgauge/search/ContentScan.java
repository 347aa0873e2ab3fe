package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.MimeLimits;
import org.mailgauge.mime.Part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for texts in contents, or shows them all, and says what it wants to see next. It holds one
 * header section, as far as such are looked at, and pieces of bodies. Used by one thread, for one
 * content after the other.
 */
public final class ContentScan {
    /** Octets of a header section that are looked at. */
    private static final int HEADER = MimeLimits.DEFAULT.headerOctets();

    /** Octets of a header section that are wanted at once while nobody knows where it ends. */
    private static final int PIECE = 8 << 10;

    private final List<ContentTerm> terms;
    private final boolean[] found;

    /** Is shown all texts; null when some are looked for. */
    private final @Nullable TextSink sink;

    /** Of terms that are not in fields. */
    private final List<TextStream> streams = new ArrayList<>();

    /** Of each term; null for those in fields, and near ones. */
    private final Needle.@Nullable Stream[] ofTerms;

    /** Of each term; null for those that are not near ones. */
    private final FuzzyText.@Nullable Look[] looks;

    private final int size;

    private final boolean anyField;
    private final boolean anyText;
    private final BodyText body = new BodyText();
    private byte[] header = new byte[PIECE];
    private int headerLength;

    /** What is still to be looked at, the first one last. */
    private final List<Section> sections = new ArrayList<>();

    private @Nullable Section section;
    private long position;

    /**
     * A header section or a body.
     *
     * @param open whether it is a header section that may end earlier
     */
    private record Section(Kind kind, boolean open, long from, long to, @Nullable Part leaf) {
        enum Kind {
            OWN_HEADER,
            /** Of a message in the message. */
            MESSAGE_HEADER,
            PART_HEADER,
            BODY
        }
    }

    ContentScan(List<ContentTerm> terms) {
        this.terms = List.copyOf(terms);
        sink = null;
        found = new boolean[terms.size()];
        ofTerms = new Needle.@Nullable Stream[terms.size()];
        looks = new FuzzyText.@Nullable Look[terms.size()];
        int all = 0;
        for (int i = 0; i < terms.size(); i++) {
            all += add(terms.get(i), i);
        }
        size = all;
        anyField = streams.size() < terms.size();
        anyText = terms.stream().anyMatch(term -> term.in() == ContentTerm.In.TEXT);
    }

    /** Makes ready for a term. @return what it costs */
    private int add(ContentTerm term, int i) {
        boolean field = term.in() == ContentTerm.In.FIELD;
        var near = term.near();
        if (near != null) {
            var look = near.new Look();
            looks[i] = look;
            if (!field) {
                streams.add(look);
            }
            return near.size();
        }
        if (!field) {
            var stream = term.needle().new Stream();
            streams.add(stream);
            ofTerms[i] = stream;
        }
        return 1;
    }

    /** One that shows all texts of contents, and looks for none. */
    public ContentScan(TextSink sink) {
        terms = List.of();
        this.sink = sink;
        found = new boolean[0];
        ofTerms = new Needle.@Nullable Stream[0];
        looks = new FuzzyText.@Nullable Look[0];
        size = 1;
        anyField = true;
        anyText = true;
        streams.add(new Showing(sink, TextSink.Place.BODY));
    }

    /** Shows texts of a place. */
    private record Showing(TextSink sink, TextSink.Place place) implements TextStream {
        @Override
        public void begin() {
            sink.begin(place);
        }

        @Override
        public void feed(byte[] octets, int from, int to) {
            sink.look(octets, from, to);
        }
    }

    /** How many texts it looks for: what an octet costs. */
    public int size() {
        return size;
    }

    /** Whether it must know how a content is built. */
    public boolean needsStructure() {
        return !streams.isEmpty();
    }

    /**
     * A content begins of which only the header section is looked at.
     *
     * @param octets of the content
     */
    public void begin(long octets) {
        if (needsStructure()) {
            throw new IllegalStateException("structure needed");
        }
        clear();
        sections.add(new Section(Section.Kind.OWN_HEADER, true, 0, Math.min(octets, HEADER), null));
        next();
    }

    /** A content begins. */
    public void begin(Part structure) {
        clear();
        for (var stream : ofTerms) {
            if (stream != null) {
                stream.clear();
            }
        }
        add(structure, Section.Kind.OWN_HEADER);
        next();
    }

    private void clear() {
        Arrays.fill(found, false);
        sections.clear();
        for (var look : looks) {
            if (look != null) {
                look.clear();
            }
        }
    }

    /** Adds the sections of an entity, the last one first; as deep as structures are. */
    private void add(Part part, Section.Kind header) {
        var children = part.children();
        for (int i = children.size() - 1; i >= 0; i--) {
            add(
                    children.get(i),
                    part.kind() == Part.Kind.MESSAGE
                            ? Section.Kind.MESSAGE_HEADER
                            : Section.Kind.PART_HEADER);
        }
        var extent = part.extent();
        if (part.kind() == Part.Kind.LEAF && isText(part)) {
            sections.add(new Section(Section.Kind.BODY, false, extent.body(), extent.end(), part));
        }
        if (isWanted(header)) {
            long to = Math.min(extent.body(), extent.header() + HEADER);
            sections.add(new Section(header, false, extent.header(), to, null));
        }
    }

    /** Whether people read it; a multipart or message that is a leaf is looked at as it is. */
    private static boolean isText(Part part) {
        var type = part.type().type();
        return type.equals("text") || type.equals("message") || type.equals("multipart");
    }

    private boolean isWanted(Section.Kind header) {
        return switch (header) {
            case OWN_HEADER -> anyField || anyText;
            case PART_HEADER -> anyText;
            case MESSAGE_HEADER, BODY -> true;
        };
    }

    /** Whether it wants to see more. */
    public boolean wants() {
        return section != null;
    }

    /** Where what it wants begins. */
    public long position() {
        return position;
    }

    /** Octets that it wants, at most that many and at least one. */
    public int wanted(int most) {
        var now = section();
        int count = (int) Math.min(most, now.to() - position);
        return now.open() ? Math.min(count, PIECE) : count;
    }

    private Section section() {
        if (section == null) {
            throw new IllegalStateException("nothing wanted");
        }
        return section;
    }

    /** Takes octets from where it wants them. */
    public void feed(byte[] octets, int offset, int count) {
        var now = section();
        position += count;
        boolean ended = position >= now.to();
        if (now.kind() == Section.Kind.BODY) {
            body.feed(octets, offset, count);
        } else {
            ended |= keep(octets, offset, count) && now.open();
        }
        if (ended) {
            end(now);
            next();
        } else if (isDone()) {
            section = null;
        }
    }

    /** Keeps octets of a header section. @return whether its end is among them */
    private boolean keep(byte[] octets, int offset, int count) {
        if (header.length - headerLength < count) {
            header = Arrays.copyOf(header, Math.max(2 * header.length, headerLength + count));
        }
        System.arraycopy(octets, offset, header, headerLength, count);
        int from = Math.max(0, headerLength - 3);
        headerLength += count;
        for (int i = from; i < headerLength; i++) {
            if (header[i] == '\n' && isEmptyLine(i)) {
                headerLength = i + 1;
                return true;
            }
        }
        return false;
    }

    private boolean isEmptyLine(int feed) {
        int before = feed > 0 && header[feed - 1] == '\r' ? feed - 2 : feed - 1;
        return before < 0 || header[before] == '\n';
    }

    /** Goes to the next section that is not empty. */
    private void next() {
        section = null;
        headerLength = 0;
        while (section == null && !isDone() && !sections.isEmpty()) {
            var next = sections.removeLast();
            if (next.from() < next.to()) {
                section = next;
                position = next.from();
                if (next.leaf() != null) {
                    body.begin(next.leaf(), streams);
                }
            }
        }
    }

    private void end(Section ended) {
        if (ended.kind() == Section.Kind.BODY) {
            body.end();
            return;
        }
        var lines = new HeaderLines(header, headerLength);
        while (lines.next()) {
            show(lines, ended.kind());
            for (int i = 0; i < found.length; i++) {
                var look = looks[i];
                if (look != null) {
                    look(lines, terms.get(i), look, ended.kind());
                } else {
                    found[i] = found[i] || isIn(lines, terms.get(i), ended.kind());
                }
            }
        }
    }

    private void show(HeaderLines lines, Section.Kind header) {
        if (sink != null) {
            var line = new Showing(sink, TextSink.Place.HEADER);
            switch (header) {
                case OWN_HEADER -> lines.showField(sink, line);
                case MESSAGE_HEADER -> lines.show(new Showing(sink, TextSink.Place.BODY));
                default -> lines.show(line);
            }
        }
    }

    /** Looks for what is near. */
    private static void look(
            HeaderLines lines, ContentTerm term, FuzzyText.Look look, Section.Kind header) {
        switch (term.in()) {
            case FIELD -> {
                if (header == Section.Kind.OWN_HEADER && lines.isField(term.field())) {
                    lines.showBody(look);
                }
            }
            case BODY -> {
                if (header == Section.Kind.MESSAGE_HEADER) {
                    lines.show(look);
                }
            }
            case TEXT -> lines.show(look);
        }
    }

    private static boolean isIn(HeaderLines lines, ContentTerm term, Section.Kind header) {
        return switch (term.in()) {
            case FIELD ->
                    header == Section.Kind.OWN_HEADER
                            && lines.isField(term.field())
                            && lines.bodyHas(term.needle());
            case BODY -> header == Section.Kind.MESSAGE_HEADER && lines.has(term.needle());
            case TEXT -> lines.has(term.needle());
        };
    }

    /** Whether all is found. */
    private boolean isDone() {
        if (sink != null) {
            return false;
        }
        for (int i = 0; i < found.length; i++) {
            var look = looks[i];
            if (look == null ? !found(i) : !look.isExact()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a term was found, after it wants no more. */
    public boolean found(int term) {
        var stream = ofTerms[term];
        return found[term] || (stream != null && stream.found()) || score(term) > 0;
    }

    /** What the texts are worth for a term that may be near, 1 to 100; 0 for others. */
    public int score(int term) {
        var look = looks[term];
        return look == null ? 0 : look.score();
    }
}
