package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.sampling.SampleManifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code effigy distill}, and that what comes out is a run like any other. */
final class DistillCommandTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static Path student;

    @BeforeAll
    static void distils() {
        student = shared.resolve("fast");
        String out =
                distil(SmallRun.MODEL, student, "--train-steps", 6).succeeded().out();
        assertTrue(out.contains("Teacher: ddpm, step 2, dpm-solver++, steps 10"), out);
        assertTrue(out.contains("Begins with 167 of 167 tensors of the teacher"), out);
        assertTrue(out.contains("Gate: the teacher's, "), out);
        assertTrue(out.contains("on ways that are not learnt from: error of step 1 "), out);
        assertTrue(out.contains("Finished after step 6."), out);
    }

    private static CommandRun distil(Object teacher, Path run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("distill", teacher, "--out", run));
        words.addAll(List.of("--trajectories", 20, "--batch", 4, "--threads", 2, "--device", "cpu"));
        words.addAll(List.of("--precision", "float32", "--checkpoint-every", 3));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    private CommandRun sample(Object... more) {
        List<Object> words = new ArrayList<>(List.of("sample", student, "-n", 3, "--out", folder.resolve("made")));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void theRunNamesItsTeacherAndKeepsTheRecordOfTheTeachersTrainingImages() throws IOException {
        Checkpoint teacher = CheckpointPlace.read(SmallRun.MODEL);
        CheckpointConfig config = CheckpointPlace.read(student).config();
        assertEquals(List.of(teacher.sha256()), config.lineage());
        assertEquals(List.of(teacher.sha256()), config.knownDescent().parents());
        assertEquals(1, config.knownDescent().generation());
        assertEquals(teacher.config().datasetFingerprint(), config.datasetFingerprint());
        assertEquals(
                teacher.config().training().path("images"), config.training().path("images"));
        JsonNode run = Json.tree(Files.readString(student.resolve("config.json")), "config.json");
        assertEquals(teacher.sha256(), run.at("/training/model/teacherSha256").asText());
        String gate = Hashes.sha256(SmallRun.MODEL.resolve("gate.json"));
        assertEquals(gate, Hashes.sha256(student.resolve("gate.json")));
        assertEquals(gate, Hashes.sha256(student.resolve("checkpoints/00000006/gate.json")));
        assertTrue(Files.exists(student.resolve("previews/step-00000006.png")));
    }

    @Test
    void itSamplesInItsOwnStepsWithoutAFlagAndReplays() throws IOException {
        sample("--no-gate").succeeded();
        SampleManifest manifest = SampleManifest.read(folder.resolve("made")).orElseThrow();
        assertEquals(
                "few-step, steps 2, eta 0.0, guidance 1.0", manifest.sampler().text());
        assertEquals("2", manifest.export().watermark());
        CommandRun replayed = CommandRun.of("replay", folder.resolve("made"), "--model", student)
                .succeeded();
        assertTrue(replayed.out().contains("3 images are the same, 0 differ"), replayed.out());
        CommandRun steps = CommandRun.of("sample", student, "--steps", 20, "--out", folder.resolve("none"));
        assertEquals(2, steps.exitCode());
        assertTrue(
                steps.err().startsWith("effigy: the model is distilled to 2 steps of its own, so there are no"),
                steps.err());
    }

    @Test
    void itEditsInItsOwnSteps() throws IOException {
        Path slice = SmallRun.files(SmallRun.SAMPLES, ".dcm").get(0);
        Path edits = folder.resolve("edits");
        List<Object> words = List.of("edit", student, "--from", slice, "--no-gate", "-n", 1, "--out", edits);
        CommandRun.of(words.toArray()).succeeded();
        JsonNode manifest = Json.tree(Files.readString(edits.resolve("edits.json")), "edits.json");
        assertEquals(2, manifest.at("/plan/steps").asInt());
        List<Object> asked = new ArrayList<>(words);
        asked.set(asked.size() - 1, folder.resolve("none"));
        asked.addAll(List.of("--steps", 50));
        String line = CommandRun.of(asked.toArray()).failure();
        assertTrue(line.contains("the model is distilled to 2 steps of its own, asked for are 50"), line);
    }

    @Test
    void itIsExportedAsAModelAndAsANetwork() throws IOException {
        Path model = folder.resolve("model");
        CommandRun.of("export", student, model, "--to", "model").succeeded();
        String card = Files.readString(model.resolve("CARD.md"));
        assertTrue(card.contains("A distilled, 32x32 pixels"), card);
        assertTrue(card.contains("| data | 0 real images; learnt from model "), card);
        CommandRun.of("sample", model, "-n", 1, "--no-gate", "--out", folder.resolve("made"))
                .succeeded();
        for (String target : List.of("pytorch", "onnx")) {
            String out = CommandRun.of("export", student, folder.resolve(target), "--to", target)
                    .succeeded()
                    .out();
            assertTrue(out.contains("Distilled: it knows the times 10.0, "), out);
        }
    }

    @Test
    void aRunThatIsToldToGoOnEndsAsOneThatWasNotStopped() throws IOException {
        Path run = folder.resolve("run");
        distil(SmallRun.MODEL, run, "--train-steps", 6).succeeded();
        try (Stream<Path> checkpoint = Files.list(run.resolve("checkpoints/00000006"))) {
            for (Path file : checkpoint.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(run.resolve("checkpoints/00000006"));
        Files.delete(run.resolve("trajectories/000001.f32"));
        String out = distil(SmallRun.MODEL, run, "--train-steps", 6).succeeded().out();
        assertTrue(out.contains("goes on after step 3"), out);
        assertEquals(
                CheckpointPlace.read(student).sha256(),
                CheckpointPlace.read(run).sha256());
        String other =
                distil(SmallRun.MODEL, run, "--train-steps", 6, "--seed", 2).failure();
        assertEquals(
                "effigy: the run directory was begun with trajectories of seed 0, this command says 2; use the same setting"
                        + " or another run directory",
                other);
    }

    @ParameterizedTest
    @CsvSource({
        "--steps, 11, 'the student''s steps are 11, the teacher takes 10; allowed are 1 to 10'",
        "--steps, 0, 'the student''s steps are 0, the teacher takes 10; allowed are 1 to 10'",
        "--trajectories, 1, '--trajectories is 1, allowed are 2 to 1000000'",
        "--train-steps, 0, 'steps is 0, it must be at least 1'",
        "--guidance, -1, 'guidance is -1.0'",
        "--checkpoint, first, 'first'",
    })
    void aWrongSettingIsWrongUsageAndNothingIsWritten(String option, String value, String message) {
        Path run = folder.resolve("run");
        CommandRun wrong = CommandRun.of("distill", SmallRun.MODEL, "--out", run, option, value);
        assertEquals(2, wrong.exitCode(), wrong.err());
        assertTrue(wrong.err().lines().findFirst().orElseThrow().contains(message), wrong.err());
        assertFalse(Files.exists(run));
    }

    @Test
    void whatIsNoModelOfManyStepsIsRefusedInALine() {
        Path run = folder.resolve("run");
        String again = distil(student, run).failure();
        assertTrue(again.endsWith("is distilled already, to 2 steps; distil the model that it was made from"), again);
        Path gan = folder.resolve("gan");
        CommandRun.of(("train dcgan --data " + SmallRun.INDEX + " --out " + gan + OptionData.TINY).split(" "))
                .succeeded();
        String dcgan = distil(gan, run).failure();
        assertTrue(
                dcgan.endsWith("is of the family dcgan, which cannot be distilled; choose one of ddpm, edm, flow"),
                dcgan);
        String none = distil(folder.resolve("nowhere"), run).failure();
        assertTrue(none.contains("there is no such folder"), none);
        assertFalse(Files.exists(run));
        String train = CommandRun.of("train", "distilled", "--data", SmallRun.INDEX, "--out", run)
                .err();
        assertTrue(train.startsWith("effigy: "), train);
        assertFalse(Files.exists(run));
    }
}
