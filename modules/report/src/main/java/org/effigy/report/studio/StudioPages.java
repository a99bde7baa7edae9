package org.effigy.report.studio;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.base.Json;
import org.effigy.evaluation.Evaluation;
import org.effigy.report.Pictures;
import org.effigy.report.ReportSource;
import org.effigy.report.document.Document;
import org.effigy.report.document.Html;

/** What each address of the live page answers. */
final class StudioPages {
    private static final Pattern PREVIEW = Pattern.compile("/preview/([0-9a-f]{12})/(step-\\d{1,18}\\.png)");
    private static final Pattern SAMPLE = Pattern.compile("/samples/([0-9a-f]{12})/(\\d{1,9})\\.png");
    private static final Pattern SAMPLES = Pattern.compile("/samples/([0-9a-f]{12})/");
    private static final Pattern EVALUATION = Pattern.compile("/evaluations/([0-9a-f]{12})/");

    private final StudioSource source;
    private final Places.Finder finder;
    private final Overview overview;

    StudioPages(StudioSource source) {
        this.source = source;
        finder = new Places.Finder(source.roots());
        overview = new Overview(source, finder);
    }

    /** Answers a request by what follows the token in its path, and its query. */
    Answer answer(String path, String query) throws IOException {
        return switch (path) {
            case "", "/" -> path.isEmpty() ? Answer.refused(404, "end the address with /") : Answer.html(overview());
            case "/style.css" -> Answer.text("text/css", Document.style() + resource("studio.css"));
            case "/studio.js" -> Answer.text("text/javascript", resource("studio.js"));
            case "/state.json" -> Answer.text("application/json", Json.line(overview.parts()));
            default -> inFolder(path, query);
        };
    }

    private Answer inFolder(String path, String query) throws IOException {
        Places places = finder.places();
        Matcher preview = PREVIEW.matcher(path);
        if (preview.matches()) {
            return file(Optional.ofNullable(places.runs().get(preview.group(1)))
                    .map(run -> run.resolve("previews").resolve(preview.group(2))));
        }
        Matcher sample = SAMPLE.matcher(path);
        if (sample.matches()) {
            Optional<Path> folder = Optional.ofNullable(places.samples().get(sample.group(1)));
            return folder.isEmpty() ? Answer.notFound() : image(folder.get(), Integer.parseInt(sample.group(2)));
        }
        Matcher samples = SAMPLES.matcher(path);
        if (samples.matches()) {
            return page(places.samples().get(samples.group(1)), folder -> gallery(folder, query));
        }
        Matcher evaluation = EVALUATION.matcher(path);
        return evaluation.matches()
                ? page(places.evaluations().get(evaluation.group(1)), this::report)
                : Answer.notFound();
    }

    private static Answer page(Path folder, Function<Path, String> text) {
        return folder == null ? Answer.notFound() : Answer.html(text.apply(folder));
    }

    private static Answer file(Optional<Path> file) throws IOException {
        return file.isPresent() && Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)
                ? Answer.png(Files.readAllBytes(file.get()))
                : Answer.notFound();
    }

    private Answer image(Path folder, int index) throws IOException {
        Optional<Path> file = SampleSet.read(folder).file(index);
        return file.isPresent() && Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)
                ? Answer.png(source.reader().png(file.get()))
                : Answer.notFound();
    }

    private String gallery(Path folder, String query) {
        try {
            SampleSet set = SampleSet.read(folder);
            return frame("Samples in " + Places.name(folder), "../../", new GalleryPage(set, query).html());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the report of an evaluation as it is now; its pictures take the command. */
    private String report(Path folder) {
        try {
            Document document = new ReportSource(
                            source.codeVersion(),
                            "as it is now",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Evaluation.read(folder)),
                            Optional.empty(),
                            Pictures.NONE,
                            false,
                            "effigy replay EVAL")
                    .report()
                    .document();
            return document.html("../../style.css");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String overview() {
        JsonNode parts = overview.parts();
        Html out = new Html();
        out.open("header class=\"top wide\"").element("h1", "Studio");
        out.element("p class=\"lead\"", "What is being trained here, and what came of it.");
        out.element("p class=\"made\" id=\"updated\"", "On this computer alone; nothing is changed from here.")
                .close("header");
        out.open("main id=\"content\" class=\"studio\"").raw("\n");
        for (String part : List.of("Runs", "Evaluations", "Samples", "This machine")) {
            String id = part.toLowerCase(Locale.ROOT).replace("this ", "");
            out.open("section aria-labelledby=\"" + id + "-title\"").element("h2 id=\"" + id + "-title\"", part);
            out.open("div id=\"" + id + "\" class=\"cards " + id + "\"");
            parts.path(id)
                    .forEach(card -> out.open("div id=\"" + card.path("id").asText() + "\" class=\"card\"")
                            .raw(card.path("html").asText())
                            .close("div"));
            out.close("div").close("section");
        }
        out.close("main").raw("<script src=\"studio.js\"></script>\n");
        return frame("Studio", "", out.toString());
    }

    private static String frame(String title, String up, String body) {
        return new Html()
                .raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
                .element("title", title)
                .raw("<link rel=\"stylesheet\" href=\"" + up + "style.css\">\n</head>\n<body>\n")
                .raw("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n")
                .raw(body)
                .raw("</body>\n</html>\n")
                .toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = StudioPages.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
