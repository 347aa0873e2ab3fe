package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.config.MtaConfig.ReplyTable;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a configuration that was read differs from the one in force.
 *
 * @param now what takes effect with a reload
 * @param later what takes effect at the next start only
 */
public record Changes(List<Change> now, List<Change> later) {
    private static final String NOTHING = "(none)";
    private static final int LONGEST = 120;

    public Changes {
        now = List.copyOf(now);
        later = List.copyOf(later);
    }

    /**
     * One key that is different, or one item of a list of mappings.
     *
     * @param key its path, such as {@code queue.expiry} or {@code routes[2]}
     * @param was as it was written, or its default; secrets are three asterisks
     * @param is likewise
     */
    public record Change(String key, String was, String is) {
        @Override
        public String toString() {
            return key + ": " + was + " -> " + is;
        }
    }

    public boolean isEmpty() {
        return now.isEmpty() && later.isEmpty();
    }

    /** What differs. */
    static Changes between(AgentConfig running, AgentConfig read) {
        var collector = new Collector(running.values(), read.values());
        for (var entry : Keys.table()) {
            switch (entry) {
                case Key<?> key when !key.path().contains("[]") -> collector.key(key);
                case Section section when section.many() -> collector.list(section);
                case Key<?> _, Section _ -> {}
            }
        }
        collector.replyTable(running.mta().queue().replyTable(), read.mta().queue().replyTable());
        return new Changes(collector.now, collector.later);
    }

    private static final class Collector {
        private final Values was;
        private final Values is;
        private final List<Change> now = new ArrayList<>();
        private final List<Change> later = new ArrayList<>();

        Collector(Values was, Values is) {
            this.was = was;
            this.is = is;
        }

        private void add(Takes takes, String key, String before, String after) {
            switch (takes) {
                case RELOAD -> now.add(new Change(key, before, after));
                case RESTART -> later.add(new Change(key, before, after));
                case NEVER -> {}
            }
        }

        void key(Key<?> key) {
            if (!was.all(key).equals(is.all(key))) {
                add(key.takes(), key.path(), text(key, was), text(key, is));
            }
        }

        /** Items that are new or gone; or that all are there, in another order. */
        void list(Section list) {
            var before = was.items(list).stream().map(item -> Item.of(list, item)).toList();
            var after = is.items(list).stream().map(item -> Item.of(list, item)).toList();
            if (values(before).equals(values(after))) {
                return;
            }
            var takes = Values.takes(list);
            int found = now.size() + later.size();
            for (var item : without(before, after)) {
                add(takes, item.path(), item.text(), NOTHING);
            }
            for (var item : without(after, before)) {
                add(takes, item.path(), NOTHING, item.text());
            }
            if (now.size() + later.size() == found) {
                var name = list.path().substring(0, list.path().length() - "[]".length());
                add(takes, name, before.size() + " items", "the same in another order");
            }
        }

        private static List<List<List<?>>> values(List<Item> items) {
            return items.stream().map(Item::values).toList();
        }

        /** Those items that others do not have, or not as often. */
        private static List<Item> without(List<Item> items, List<Item> others) {
            var left = new ArrayList<>(values(others));
            return items.stream().filter(item -> !left.remove(item.values())).toList();
        }

        /** The same file may say something else now. */
        void replyTable(@Nullable ReplyTable before, @Nullable ReplyTable after) {
            var key = QueueKeys.REPLY_CLASSES;
            boolean same = was.all(key).equals(is.all(key));
            if (same && !Objects.equals(before, after)) {
                add(key.takes(), key.path(), text(key, was), "the same file, changed");
            }
        }
    }

    /** An item of a list of mappings, compared by the values of all its keys. */
    private record Item(String path, String text, List<List<?>> values) {
        static Item of(Section list, Values item) {
            var texts = new ArrayList<String>();
            var values = new ArrayList<List<?>>();
            for (var entry : Keys.table()) {
                if (entry instanceof Key<?> key && key.path().startsWith(list.path() + ".")) {
                    values.add(item.all(key));
                    if (item.has(key)) {
                        var name = key.path().substring(list.path().length() + 1);
                        texts.add(name + ": " + Changes.text(key, item));
                    }
                }
            }
            return new Item(item.path(), "{" + String.join(", ", texts) + "}", values);
        }
    }

    private static String text(Key<?> key, Values values) {
        var all = values.all(key);
        var texts = values.texts(key);
        var shown = new ArrayList<String>();
        for (int i = 0; i < all.size(); i++) {
            shown.add(shown(all.get(i), texts.get(i)));
        }
        var text = String.join(", ", shown);
        return key.many() ? "[" + text + "]" : shown.isEmpty() ? NOTHING : text;
    }

    /** What hides something in a URL stands behind its host. */
    private static String shown(Object value, String text) {
        return switch (value) {
            case Secret secret -> secret.toString();
            case URI url when !url.getRawSchemeSpecificPart().endsWith(url.getRawAuthority()) ->
                    url.getScheme() + "://" + url.getRawAuthority() + "/...";
            default -> Text.printable(text, LONGEST);
        };
    }
}
