import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks ("check") or rewrites ("apply") the layout of every Java source below a folder. */
final class Format {
    private static final Formatter FORMATTER =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        var root = Path.of(args[1]);
        var wrong = new ArrayList<Path>();
        for (var file : sources(root)) {
            var text = Files.readString(file);
            try {
                var formatted = format(text);
                if (!formatted.equals(text)) {
                    wrong.add(root.relativize(file));
                    if (apply) {
                        Files.writeString(file, formatted);
                    }
                }
            } catch (FormatterException e) {
                System.err.println(root.relativize(file) + ": " + e.getMessage());
                System.exit(1);
            }
        }
        wrong.forEach(
                file -> System.err.println((apply ? "formatted " : "not formatted: ") + file));
        if (!apply && !wrong.isEmpty()) {
            System.err.println("to rewrite them: mvn -q validate -N -Dfmt=apply");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var walk = Files.walk(root)) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !isGenerated(root.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isGenerated(Path file) {
        for (var part : file) {
            if (part.toString().equals("target") || part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String format(String text) throws FormatterException {
        var used = RemoveUnusedImports.removeUnusedImports(text);
        return FORMATTER.formatSource(ImportOrderer.reorderImports(used, Style.AOSP));
    }
}
