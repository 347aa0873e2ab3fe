import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * Prints how many tests ran and which were skipped, from Surefire's reports of all modules since
 * the build began; with "true" as first argument a skipped test, or a build without any test, is a
 * failure.
 */
final class Skips {
    public static void main(String[] args)
            throws IOException, ParserConfigurationException, SAXException {
        boolean forbidden = args[0].equals("true");
        var builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        int tests = 0;
        var skipped = new ArrayList<String>();
        for (var report : reports(Path.of(args[1]), Instant.parse(args[2]))) {
            var cases = testCases(builder, report);
            tests += cases.size();
            cases.forEach(test -> skip(test).ifPresent(skipped::add));
        }
        System.out.println("tests: " + tests + ", skipped: " + skipped.size());
        skipped.forEach(test -> System.out.println("skipped: " + test));
        if (forbidden && (tests == 0 || !skipped.isEmpty())) {
            System.err.println(
                    tests == 0 ? "no test has run" : "skips are forbidden in this build");
            System.exit(1);
        }
    }

    private static List<Path> reports(Path root, Instant began) throws IOException {
        var reports = new ArrayList<Path>();
        try (var modules = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var module : modules) {
                var folder = module.resolve("target/surefire-reports");
                if (Files.isDirectory(folder)) {
                    try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                        for (var file : files) {
                            if (!Files.getLastModifiedTime(file).toInstant().isBefore(began)) {
                                reports.add(file);
                            }
                        }
                    }
                }
            }
        }
        reports.sort(null);
        return reports;
    }

    private static List<Element> testCases(DocumentBuilder builder, Path report)
            throws IOException, SAXException {
        return elements(
                builder.parse(report.toFile())
                        .getDocumentElement()
                        .getElementsByTagName("testcase"));
    }

    private static Optional<String> skip(Element test) {
        var name = test.getAttribute("classname") + "." + test.getAttribute("name");
        return elements(test.getElementsByTagName("skipped")).stream()
                .findFirst()
                .map(skip -> skip.getAttribute("message"))
                .map(reason -> reason.isBlank() ? name : name + ": " + reason.strip());
    }

    private static List<Element> elements(NodeList nodes) {
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
