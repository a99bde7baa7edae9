package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.evaluation.Evaluation;
import org.effigy.report.run.RunFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    @TempDir
    private Path folder;

    /** Returns a report of everything. */
    static Report everything(Path run, boolean showReal) throws IOException {
        Evaluation evaluation = PlausibleEvaluation.make();
        return new ReportSource(
                        "0.1.0-test",
                        "2026-11-27 20:00",
                        Optional.of(RunFacts.read(WrittenRun.write(run, 900))),
                        Optional.of(DrawnPictures.picture(3, "step 500", false)),
                        Optional.of(evaluation),
                        Optional.of(evaluation),
                        new DrawnPictures(),
                        showReal,
                        "effigy replay EVAL")
                .report();
    }

    private String html(boolean showReal) throws IOException {
        return everything(folder.resolve("run"), showReal).document().html();
    }

    @Test
    void namesNoPathAndNoFileThatThisProgramDidNotName() throws IOException {
        Path html = folder.resolve("report.html");
        everything(folder.resolve("run"), true).write(html);
        for (String ending : List.of(".html", ".md", ".json")) {
            String text = Files.readString(Report.twin(html, ending));
            assertFalse(text.contains("DOE_") || text.contains("/home"), ending);
            assertTrue(text.contains("synthetic 5"), ending);
        }
    }

    @Test
    void needsNothingFromOutside() throws IOException {
        String html = html(true);
        Matcher links = Pattern.compile("(?:src|href|action|poster|data)=\"([^\"]*)\"|url\\(([^)]*)\\)|@import")
                .matcher(html);
        int found = 0;
        while (links.find()) {
            found++;
            String to = String.valueOf(links.group(1));
            assertTrue(to.startsWith("data:") || to.startsWith("#"), to);
        }
        assertTrue(found > 20);
        assertFalse(html.contains("<script"));
        assertTrue(html.contains("default-src 'none'"));
    }

    @Test
    void showsRealImagesOnlyWhereThatIsAskedFor() throws IOException {
        assertTrue(html(true).contains("alt=\"Real image: "));
        String without = html(false);
        assertFalse(without.contains("alt=\"Real image"));
        assertTrue(without.contains("alt=\"Synthetic image: "));
        assertTrue(without.contains("Real images are not shown here."));
    }

    @Test
    void saysEveryFigureInItsTwinsToo() throws IOException {
        Path html = folder.resolve("report.html");
        Report report = everything(folder.resolve("run"), false);
        report.write(html);
        String markdown = Files.readString(Report.twin(html, ".md"));
        String page = Files.readString(html);
        report.evaluation().orElseThrow().figures().forEach(figure -> {
            assertTrue(page.contains(FigureWords.name(figure.id())), figure.id());
            assertTrue(markdown.contains(FigureWords.name(figure.id())), figure.id());
            assertTrue(page.contains(FigureWords.value(figure)) && markdown.contains(FigureWords.value(figure)));
        });
        report.document().sections().forEach(section -> {
            assertTrue(page.contains("id=\"" + section.id() + "\""), section.id());
            assertTrue(markdown.contains("## " + section.title()), section.id());
        });
        var json = Json.tree(Files.readString(Report.twin(html, ".json")), "twin");
        assertEquals("effigy-report", json.path("format").asText());
        assertEquals(
                report.document().sections().size(),
                json.at("/document/sections").size());
        assertEquals(7, json.path("scorecard").size());
        assertEquals("Facts", json.at("/document/sections/2/blocks/0/type").asText());
    }

    @Test
    void theEvaluationIsReadBackFromTheTwinOfAReport() throws IOException {
        Path html = folder.resolve("report.html");
        Report report = everything(folder.resolve("run"), false);
        report.write(html);
        assertEquals(report.evaluation().orElseThrow(), Report.evaluationIn(Report.twin(html, ".json")));
        Evaluation whole = PlausibleEvaluation.make();
        whole.write(folder);
        assertEquals(whole, Report.evaluationIn(folder));
        assertEquals(whole, Report.evaluationIn(folder.resolve(Evaluation.FILE)));
        Path other = Files.writeString(folder.resolve("other.json"), "{\"format\": \"effigy-index\", \"version\": 2}");
        assertThrows(InputException.class, () -> Report.evaluationIn(other));
    }

    @Test
    void aRunAloneHasNoScorecard() throws IOException {
        Report report = new ReportSource(
                        "0.1.0-test",
                        "now",
                        Optional.of(RunFacts.read(WrittenRun.write(folder.resolve("run"), 1))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Pictures.NONE,
                        false,
                        "effigy train ddpm")
                .report();
        assertEquals(List.of(), report.scorecard());
        String html = report.document().html();
        assertTrue(html.contains("Nothing here says whether its images may be used"));
        assertTrue(html.contains("-1000 to 400 HU"));
    }

    @Test
    void neverSaysThatImagesArePrivate() throws IOException {
        String words = html(true).replaceAll("(?s)<style>.*?</style>", "").replaceAll("<[^>]*>", " ");
        assertFalse(Pattern.compile("(?i)\\b(is|are) private\\b|privacy[- ](safe|preserving)")
                .matcher(words)
                .find());
    }
}
