package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.effigy.evaluation.Evaluation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {
    @TempDir
    private Path folder;

    private static long count(String text, String word) {
        return Pattern.compile(Pattern.quote(word)).matcher(text).results().count();
    }

    @Test
    @Tag("slow")
    void anEvaluationIsReportedWithItsImagesAndComputedAgain() throws IOException {
        Path eval = folder.resolve("eval");
        CommandRun.of(
                        "evaluate",
                        SmallRun.SAMPLES,
                        "--real",
                        SmallRun.PHANTOMS,
                        "--holdout",
                        SmallRun.PHANTOMS,
                        "--out",
                        eval,
                        "--allow-synthetic",
                        "--spaces",
                        "random",
                        "--bootstrap",
                        20)
                .succeeded();
        Path page = folder.resolve("page.html");
        CommandRun.of("report", SmallRun.MODEL, eval, "--out", page).succeeded();
        String html = Files.readString(page);
        assertTrue(count(html, "alt=\"Synthetic image: ") >= SmallRun.COUNT, "the samples");
        assertFalse(html.contains("alt=\"Real image: "));
        assertFalse(html.contains(folder.toString()) || html.contains(SmallRun.PHANTOMS.toString()), "a path");
        assertTrue(html.contains("the release gate"), "what is known of the gate");
        assertTrue(html.contains("effigy replay EVAL") && html.contains("<h2 id=\"training-title\">"));
        CommandRun.of("report", eval, "--out", page, "--show-real").succeeded();
        assertTrue(Files.readString(page).contains("alt=\"Real image: "));
        CommandRun again = CommandRun.of("replay", eval).succeeded();
        assertTrue(again.out().matches("(?s)\\d+ figures are the same, 0 differ\\R"), again.out());
        Path moved = folder.resolve("command.json");
        Files.move(eval.resolve(RecordedCommand.FILE), moved);
        CommandRun without = CommandRun.of("report", eval, "--out", page).succeeded();
        assertTrue(without.err().contains("the report has no images"), without.err());
        assertTrue(CommandRun.of("replay", eval).failure().contains("no command.json"));
    }

    @Test
    void aRunIsReportedInItsFolderByDefault() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("run"));
        for (String name : new String[] {"config.json", "environment.json", "metrics.jsonl", "log.txt"}) {
            Files.copy(SmallRun.MODEL.resolve(name), copy.resolve(name));
        }
        CommandRun.of("report", copy).succeeded();
        for (String name : new String[] {"report.html", "report.md", "report.json"}) {
            assertTrue(Files.exists(copy.resolve(name)), name);
        }
        assertTrue(Files.readString(copy.resolve("report.md")).contains("effigy train ddpm --data INDEX --out RUN"));
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        assertTrue(CommandRun.of("report", folder).failure().contains("no run and no evaluation"));
        assertTrue(CommandRun.of("report", folder.resolve("none")).failure().contains("there is no such folder"));
        Path eval = folder.resolve("eval");
        ReportOptionRowsTest.evaluation(eval, 0.5);
        assertEquals(
                2,
                CommandRun.of("report", eval, "--out", folder.resolve("page.pdf"))
                        .exitCode());
        assertEquals(2, CommandRun.of("report", eval, eval).exitCode());
        assertEquals(2, CommandRun.of("replay", SmallRun.SAMPLES).exitCode());
        assertEquals(2, CommandRun.of("studio", folder, "--port", 70_000).exitCode());
        assertTrue(CommandRun.of("studio", folder.resolve("none")).failure().contains("there is no such folder"));
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        String line = CommandRun.of("report", eval, "--out", folder.resolve("p.html"), "--compare", other)
                .failure();
        assertTrue(line.contains("needed is an evaluation"), line);
    }

    @Test
    void figuresThatDifferByMoreThanAMillionthAreTold() throws IOException {
        ReportOptionRowsTest.evaluation(folder.resolve("a"), 0.5);
        ReportOptionRowsTest.evaluation(folder.resolve("b"), 0.5 * (1 + 1e-7));
        ReportOptionRowsTest.evaluation(folder.resolve("c"), 0.5 * (1 + 1e-5));
        Evaluation recorded = Evaluation.read(folder.resolve("a"));
        assertTrue(ReplayedEvaluation.compare(recorded, Evaluation.read(folder.resolve("b")))
                .agrees());
        ReplayedEvaluation other = ReplayedEvaluation.compare(recorded, Evaluation.read(folder.resolve("c")));
        assertEquals(List.of("fidelity.kid random"), other.different());
    }
}
