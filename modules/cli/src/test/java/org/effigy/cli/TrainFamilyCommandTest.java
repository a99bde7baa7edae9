package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sub-commands of {@code effigy train} have of their own: the settings of a family, and the classifier's AUC. */
final class TrainFamilyCommandTest {
    private static final Pattern FIGURES =
            Pattern.compile("(\\d+) images held out: accuracy ([0-9.]+), auc ([0-9.]+), loss ([0-9.]+)");

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeADataSet() {
        Path phantoms = data.resolve("phantoms");
        CommandRun.of("phantom", phantoms, "-n", 16, "--size", 64).succeeded();
        index("half.json", "0.5,0,0.5").succeeded();
        index("all.json", "1,0,0").succeeded();
        CommandRun.of(words("dcgan", "all.json", data.resolve("dcgan")).toArray())
                .succeeded();
    }

    private static CommandRun index(String name, String shares) {
        return CommandRun.of(
                "index",
                data.resolve("phantoms"),
                "--out",
                data.resolve(name),
                "--allow-synthetic",
                "--shares",
                shares);
    }

    private static List<Object> words(String family, String index, Path run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", family, "--data", data.resolve(index), "--out", run));
        words.addAll(List.of("--preset", "tiny", "--size", 32, "--batch", 4, "--steps", 3, "--allow-synthetic"));
        words.addAll(List.of("--device", "cpu"));
        words.addAll(List.of(more));
        return words;
    }

    private CommandRun train(String family, String index, Object... more) {
        return CommandRun.of(words(family, index, folder.resolve("run"), more).toArray());
    }

    @Test
    void aClassifierTellsItsAucOnPatientsThatItDoesNotLearnFrom() throws IOException {
        CommandRun run = train("classifier", "half.json").succeeded();
        Matcher said = FIGURES.matcher(run.out());
        assertTrue(said.find(), run.out());
        int images = Integer.parseInt(said.group(1));
        assertTrue(images > 0 && images < 16, run.out());
        assertTrue(Double.parseDouble(said.group(3)) <= 1, run.out());
        assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("step 3, " + said.group()), run.out());
        assertFalse(run.out().contains("effigy sample"), run.out());
        assertFalse(run.err().contains("held out"), run.err());
        String refusal = CommandRun.of("sample", folder.resolve("run"), "--out", folder.resolve("images"))
                .failure();
        assertTrue(refusal.endsWith(" of the family classifier, which makes no images; choose another one"), refusal);
        assertFalse(Files.exists(folder.resolve("images")));
    }

    @Test
    void aClassifierThatCannotBeJudgedSaysSo() {
        CommandRun run = train("classifier", "all.json").succeeded();
        String warning =
                "effigy: warning: no images are held out (the split test is empty), so the model is not judged;"
                        + " index again with other --shares";
        assertTrue(run.err().lines().toList().contains(warning), run.err());
        assertFalse(run.out().contains("auc"), run.out());
    }

    @Test
    void aClassifierNeedsClassesAndAModelOfItsOwnKindToBeginWith() {
        String classes = train("classifier", "half.json", "--no-labels").failure();
        assertTrue(classes.contains("classes, a classifier needs at least 2; index with a table of labels"), classes);
        String start =
                train("classifier", "half.json", "--init-from", SmallRun.MODEL).failure();
        assertTrue(
                start.startsWith("effigy: --init-from " + SmallRun.MODEL + ": the model is of the family ddpm, "),
                start);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @ParameterizedTest
    @CsvSource({
        "prediction, nonsense, 'allowed are epsilon, sample and velocity'",
        "prediction, '', 'allowed are epsilon, sample and velocity'",
        "timesteps, abc, 'allowed are whole numbers'",
        "timesteps, 1.5, 'allowed are whole numbers'",
        "timesteps, 0, '0'",
        "timesteps, 99999999999, 'allowed are whole numbers'",
        "min-snr, much, 'allowed are numbers'",
        "zero-terminal-snr, 1, 'allowed are yes and no'",
        "schedule, flat, 'allowed are linear, cosine, sigmoid'"
    })
    void aWrongSettingIsWrongUsageAndNothingIsWritten(String option, String value, String message) {
        CommandRun run = train("ddpm", "all.json", "--" + option, value);
        assertEquals(2, run.exitCode(), run.err());
        List<String> lines = run.err().lines().toList();
        assertEquals(2, lines.size(), run.err());
        assertTrue(lines.get(0).startsWith("effigy: --" + option + " "), run.err());
        assertTrue(lines.get(0).contains(message), run.err());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void whatAFamilyDoesNotHaveIsNotToBeChosenInSampling() {
        for (List<Object> choice : List.<List<Object>>of(
                List.of("--steps", 2), List.of("--sampler", "ddim"), List.of("--eta", 0), List.of("--guidance", 2))) {
            assertWrong(
                    "effigy: this model is a dcgan, which has no steps, sampler, eta or guidance to choose"
                            + " (--steps, --sampler, --eta, --guidance)",
                    data.resolve("dcgan"),
                    choice);
        }
        for (String sampler : List.of("dpm-solver++", "ddpm")) {
            assertWrong(
                    "effigy: eta is for the samplers dpm-solver++-sde, heun, ddim, this one is " + sampler
                            + "; choose one of them with it (--sampler)",
                    SmallRun.MODEL,
                    List.of("--sampler", sampler, "--eta", 0.5));
        }
    }

    @Test
    void whatSamplersAndGuidanceDoNotTakeIsSaid() {
        assertWrong(
                "effigy: the sampler ddim has uniform steps, so there is no spacing to choose (--spacing); leave it out",
                SmallRun.MODEL,
                List.of("--sampler", "ddim", "--spacing", "karras"));
        assertWrong(
                "effigy: spacing is wide, allowed are uniform, karras and logsnr",
                SmallRun.MODEL,
                List.of("--spacing", "wide"));
        assertWrong(
                "effigy: the guidance interval (--guidance-interval) ends at 0.5, which must be above its beginning, 2.0",
                SmallRun.MODEL,
                List.of("--guidance-interval", "2,0.5"));
        assertWrong(
                "effigy: guidance rescale is 2.0, allowed are 0.0 to 1.0",
                SmallRun.MODEL,
                List.of("--guidance-rescale", 2));
    }

    private void assertWrong(String line, Path model, List<Object> choice) {
        List<Object> words = new ArrayList<>(List.of("sample", model, "--no-gate", "--out", folder.resolve("images")));
        words.addAll(choice);
        CommandRun run = CommandRun.of(words.toArray());
        assertEquals(2, run.exitCode(), run.err());
        assertEquals(line, run.err().lines().findFirst().orElseThrow());
        assertFalse(Files.exists(folder.resolve("images")));
    }
}
