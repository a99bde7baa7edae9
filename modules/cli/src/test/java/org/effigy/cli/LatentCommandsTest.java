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
import org.effigy.base.AtomicFiles;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first stage, a latent model on it, and a model with a vector, as a user trains and samples them. */
class LatentCommandsTest {
    /** One step more than usual. */
    private static final String LONGER = "(longer)";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void trainAFirstStage() {
        CommandRun.of("phantom", folder.resolve("phantoms"), "-n", 16, "--size", 64)
                .succeeded();
        CommandRun.of(
                        "index",
                        folder.resolve("phantoms"),
                        "--out",
                        folder.resolve("index.json"),
                        "--allow-synthetic",
                        "--shares",
                        "0.5,0,0.5")
                .succeeded();
        train("vae", "first", "--latent", "spatial", "--preview-every", 2).succeeded();
    }

    private static CommandRun train(String family, String run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", family, "--data", folder.resolve("index.json"), "--out"));
        words.add(folder.resolve(run));
        words.addAll(List.of("--preset", "tiny", "--size", 32, "--batch", 4, "--allow-synthetic"));
        words.addAll(List.of("--steps", List.of(more).contains(LONGER) ? 3 : 2));
        words.addAll(List.of("--device", "cpu", "--precision", "float32", "--threads", 1));
        words.addAll(List.of(more));
        words.remove(LONGER);
        return CommandRun.of(words.toArray());
    }

    private static CommandRun sample(String run, String out) {
        return CommandRun.of("sample", folder.resolve(run), "-n", 2, "--out", folder.resolve(out), "--no-gate");
    }

    @Test
    void aFirstStageTellsItsErrorInHounsfieldUnitsAndShowsReconstructionsButMakesNoImages() throws IOException {
        Path run = folder.resolve("first");
        JsonNode judged = Json.tree(Files.readString(run.resolve("judgements.jsonl")), "judgements.jsonl");
        JsonNode figures = judged.path("figures");
        assertEquals(2, judged.path("step").asInt());
        assertEquals(
                700 * figures.path("absoluteError").asDouble(),
                figures.path("absoluteErrorHounsfield").asDouble(),
                1e-9);
        assertTrue(figures.path("ssim").asDouble() > -1 && figures.has("kl") && figures.has("activeUnits"));
        assertTrue(Files.exists(run.resolve("previews/reconstructions-00000002.png")));
        assertFalse(Files.exists(run.resolve("previews/step-00000002.png")));
        String refusal = sample("first", "none").failure();
        assertTrue(refusal.contains("makes no images by itself; train an ldm with it"), refusal);
    }

    @Test
    void aLatentModelIsBuiltOnItAndSamplesWithoutIt() throws IOException {
        train("ldm", "ldm", "--first-stage", folder.resolve("first")).succeeded();
        var config = CheckpointPlace.read(folder.resolve("ldm")).config();
        String first = CheckpointPlace.read(folder.resolve("first")).sha256();
        assertEquals(List.of(first), config.lineage());
        String text = Files.readString(folder.resolve("ldm/config.json"));
        JsonNode model = Json.tree(text, "config.json").path("training").path("model");
        assertEquals(first, model.path("firstStageSha256").asText());
        assertTrue(model.path("latentScale").asDouble() > 0);
        // The same command goes on, and a copy of the run alone makes images that can be made again.
        assertTrue(train("ldm", "ldm", "--first-stage", folder.resolve("first"), LONGER)
                .succeeded()
                .out()
                .contains("goes on after step 2"));
        Path moved = folder.resolve("elsewhere");
        Files.move(folder.resolve("ldm"), moved);
        sample("elsewhere", "made").succeeded();
        CommandRun.of("replay", folder.resolve("made"), "--model", moved).succeeded();
        train("ldm", "second", "--init-from", moved).succeeded();
        AtomicFiles.deleteTree(moved);
    }

    @Test
    void aLatentModelNeedsAFirstStage() {
        CommandRun missing = train("ldm", "missing");
        assertEquals(2, missing.exitCode());
        assertTrue(missing.err().contains("name the first stage with --first-stage"), missing.err());
        train("vae", "vector").succeeded();
        String wrong =
                train("ldm", "wrong", "--first-stage", folder.resolve("vector")).failure();
        assertTrue(wrong.contains("needed is a vae whose latent is spatial"), wrong);
        assertFalse(Files.exists(folder.resolve("wrong/config.json")));
    }
}
