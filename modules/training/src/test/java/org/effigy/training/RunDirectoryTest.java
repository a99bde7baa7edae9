package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.networks.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    /** 12 in Arabic-Indic and 7 in Persian digits, eight digits each. */
    private static final String ARABIC = "\u0660\u0660\u0660\u0660\u0660\u0660\u0661\u0662";

    private static final String PERSIAN = "\u06f0\u06f0\u06f0\u06f0\u06f0\u06f0\u06f0\u06f7";

    @TempDir
    private Path folder;

    @Test
    void namesAreInAsciiDigitsWhateverTheLanguage() throws IOException {
        Locale before = Locale.getDefault();
        try {
            for (String language : List.of("ar-EG", "fa-IR", "hi-IN-u-nu-deva", "tr-TR")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                try (RunDirectory run = RunDirectory.open(folder.resolve("run"))) {
                    assertEquals("00000012", run.checkpoint(12).getFileName().toString(), language);
                    assertEquals(
                            "step-00000012.png", run.preview(12).getFileName().toString(), language);
                }
                assertEquals(
                        "0001-ddpm",
                        RunDirectory.next(folder, "ddpm").getFileName().toString(),
                        language);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void checkpointsNamedInTheDigitsOfAnotherLanguageAreFoundInTheOrderOfTheirSteps() throws IOException {
        for (String name : List.of("00000009", ARABIC, PERSIAN, "notes", "00000010.partial")) {
            Files.createDirectories(folder.resolve("checkpoints").resolve(name));
        }
        List<String> found = RunDirectory.checkpoints(folder).stream()
                .map(path -> path.getFileName().toString())
                .toList();
        assertEquals(List.of(ARABIC, "00000009", PERSIAN), found);
        assertEquals(12, RunDirectory.step(folder.resolve(ARABIC)));
        Files.createDirectories(folder.resolve("\u0660\u0660\u0660\u0664-ddpm"));
        assertEquals("0005-gan", RunDirectory.next(folder, "gan").getFileName().toString());
    }

    @Test
    void aRunGoesOnFromACheckpointNamedInTheDigitsOfAnotherLanguage() throws IOException {
        Path run = folder.resolve("run");
        TrainingConfig config = ToyRuns.dcgan().withSteps(12);
        Path written = ToyRuns.train(ToyRuns.job(run, config)).checkpoint();
        Files.move(written, written.resolveSibling(ARABIC));
        TrainingResult result = ToyRuns.train(ToyRuns.job(run, config.withSteps(13)));
        assertEquals(13, result.step());
        String log = Files.readString(run.resolve("log.txt"));
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.contains("goes on after step 12"))
                        .count(),
                log);
    }

    @Test
    void aModelToBeginWithThatDoesNotFitLeavesNoSettingsBehind() throws IOException {
        Path run = folder.resolve("run");
        Path gan = ToyRuns.train(
                        ToyRuns.job(folder.resolve("gan"), ToyRuns.dcgan().withSteps(1)))
                .checkpoint();
        Optional<Checkpoint> wrong = Optional.of(Checkpoint.read(gan));
        TrainingConfig config = ToyRuns.ddpm().withSteps(1);
        assertThrows(
                InputException.class,
                () -> ToyRuns.train(ToyRuns.job(run, config).withStart(wrong)));
        assertFalse(Files.exists(run.resolve("config.json")));
        assertEquals(1, ToyRuns.train(ToyRuns.job(run, config.withSeed(8))).step(), "the right command works");
    }

    @Test
    void aRunOnFewImagesSaysSoInItsLogAndInItsCheckpoints() throws IOException {
        Path run = folder.resolve("run");
        Path written =
                ToyRuns.train(ToyRuns.job(run, ToyRuns.dcgan().withSteps(1))).checkpoint();
        String log = Files.readString(run.resolve("log.txt"));
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.contains("the training data are 6 images;"))
                        .count(),
                log);
        assertEquals(
                6, Checkpoint.read(written).config().training().path("images").asInt());
    }
}
