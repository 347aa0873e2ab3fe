package org.mailgauge.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded mutants of the corpus whose lines are lost, doubled, moved, mixed and cut: the structure
 * changes, and most fields stay what others read as we do.
 */
public final class LineMutants {
    private static final long SEED = 20_461_996L;
    private static final List<List<String>> CORPUS =
            Corpus.all().stream().map(text -> List.of(text.split("(?<=\n)"))).toList();

    private LineMutants() {}

    public static String of(int number) {
        var random = new SplittableRandom(SEED + number);
        var lines = new ArrayList<>(CORPUS.get(random.nextInt(CORPUS.size())));
        int changes = 1 + random.nextInt(5);
        for (int i = 0; i < changes; i++) {
            change(lines, random);
        }
        return String.join("", lines);
    }

    private static void change(List<String> lines, SplittableRandom random) {
        int at = random.nextInt(lines.size() + 1);
        var other = CORPUS.get(random.nextInt(CORPUS.size()));
        boolean end = at == lines.size();
        switch (random.nextInt(8)) {
            case 0 -> lines.subList(at, Math.min(lines.size(), at + 1 + random.nextInt(3))).clear();
            case 1 -> lines.add(at, end ? "\r\n" : lines.get(at));
            case 2 -> lines.add(at, "\r\n");
            case 3 -> lines.addAll(at, other.subList(random.nextInt(other.size()), other.size()));
            case 4 -> lines.add(at, other.get(random.nextInt(other.size())));
            case 5 -> lines.add(at, end ? "--" : lines.remove(random.nextInt(lines.size())));
            case 6 -> lines.subList(at, lines.size()).clear();
            default -> {
                if (!end) {
                    lines.set(
                            at,
                            lines.get(at).replace("\r\n", random.nextBoolean() ? "\n" : " \r\n"));
                }
            }
        }
    }
}
