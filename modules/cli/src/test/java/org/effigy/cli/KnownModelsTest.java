package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.effigy.base.Json;
import org.effigy.sampling.SampleManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are found by name, made with {@code effigy export}, and used where a run is. */
final class KnownModelsTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void exportsAModel() throws Exception {
        Path models = folder.resolve("models");
        System.setProperty(KnownModels.PROPERTY, models.toString());
        CommandRun.of("export", SmallRun.MODEL, models.resolve("small-ct"), "--to", "model", "--data-licence", "CC0")
                .succeeded();
        Path bare = Files.createDirectories(models.resolve("bare"));
        Files.copy(models.resolve("small-ct/config.json"), bare.resolve("config.json"));
        Files.writeString(
                bare.resolve("CARD.md"),
                "# bare\n\nSlices of\nthe chest.\n\n| data licence | CC BY |\n\n"
                        + "**Use**: to try,\nto teach. **Not for** diagnosis.\n");
    }

    @AfterAll
    static void forgetsThem() {
        System.clearProperty(KnownModels.PROPERTY);
    }

    private static CommandRun sample(Object model, Path out) {
        return CommandRun.of("sample", model, "-n", 2, "--steps", 2, "--no-gate", "--format", "png", "--out", out);
    }

    @Test
    void aModelSamplesByNameAndByPathAlikeAndItsManifestNamesIt() throws Exception {
        Path byName = folder.resolve("by-name");
        sample("small-ct", byName).succeeded();
        SampleManifest manifest = SampleManifest.read(byName).orElseThrow();
        assertEquals("small-ct", manifest.model());
        CommandRun replayed = CommandRun.of("replay", byName).succeeded();
        assertTrue(replayed.out().contains("2 images are the same, 0 differ"), replayed.out());

        Path copied = folder.resolve("elsewhere");
        OptionData.copy(folder.resolve("models/small-ct"), copied);
        Path byPath = folder.resolve("by-path");
        sample(copied, byPath).succeeded();
        SampleManifest other = SampleManifest.read(byPath).orElseThrow();
        assertEquals("", other.model());
        assertEquals(manifest.checkpointSha256(), other.checkpointSha256());
        assertArrayEquals(pixels(byName), pixels(byPath));
        assertEquals(2, CommandRun.of("replay", byPath).exitCode());
    }

    private static int[] pixels(Path samples) throws IOException {
        Raster raster =
                ImageIO.read(samples.resolve("synthetic-000001.png").toFile()).getRaster();
        return raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    }

    @Test
    void aRunBeginsWithAModelByName() {
        Path run = folder.resolve("adapted");
        var words = SmallRun.trainWords(run, 1);
        words.add("--init-from");
        words.add("small-ct");
        CommandRun trained = CommandRun.of(words.toArray()).succeeded();
        assertTrue(trained.out().contains("Begins with 167 of 167 tensors"), trained.out());
    }

    @Test
    void anUnknownNameGetsTheNamesThereAre() {
        String line = sample("small-cr", folder.resolve("none")).failure();
        assertEquals(
                "effigy: small-cr: there is no such folder, and no model has this name; models are small-ct; 'effigy"
                        + " models' lists them",
                line);
        String bare = sample("bare", folder.resolve("none")).failure();
        assertEquals("effigy: bare: this model was recorded without weights; models with weights are small-ct", bare);
        String nowhere =
                sample(folder.resolve("no/where"), folder.resolve("none")).failure();
        assertTrue(nowhere.contains("there is no such folder; check the path"), nowhere);
    }

    @Test
    void theListTakesItsWordsFromTheCards() {
        String text = CommandRun.of("models").succeeded().out();
        assertTrue(text.contains("bare: Slices of the chest.\n"), text);
        assertTrue(text.contains("Use: to try, to teach. Not for diagnosis.\n"), text);
        var list = Json.tree(CommandRun.of("models", "--json").succeeded().out(), "list");
        var bare = list.at("/models/0");
        var small = list.at("/models/1");
        assertEquals("CC BY", bare.path("dataLicence").asText());
        assertEquals(0, bare.path("parameters").asInt());
        assertEquals("CC0", small.path("dataLicence").asText());
        assertEquals("ddpm", small.path("family").asText());
        assertEquals(32, small.path("size").asInt());
        assertTrue(small.path("parameters").asLong() > 100_000, small.toString());
    }

    @Test
    void networksAreExportedOnlyToAFolderOfTheirOwn() throws Exception {
        Path out = folder.resolve("onnx");
        for (int again = 0; again < 2; again++) {
            String text = CommandRun.of("export", "small-ct", out, "--to", "onnx")
                    .succeeded()
                    .out();
            assertTrue(text.contains("denoiser.onnx, ") && text.contains("Network:  denoiser: "), text);
        }
        String line =
                CommandRun.of("export", "small-ct", out, "--to", "pytorch").failure();
        assertTrue(line.endsWith("holds files, but no export to pytorch; name a new or empty folder"), line);
        assertEquals(
                2,
                CommandRun.of("export", "small-ct", out, "--to", "onnx", "--no-gate-record")
                        .exitCode());
        String model = CommandRun.of("export", "small-ct", out, "--to", "model").failure();
        assertTrue(model.contains("holds files, but no model"), model);
    }

    @Test
    void withoutAModelsFolderAMissingNameIsAMissingFolder() {
        String models = System.clearProperty(KnownModels.PROPERTY);
        try {
            String line = sample("small-ct", folder.resolve("none")).failure();
            assertTrue(line.contains("there is no such folder; check the path"), line);
            assertTrue(CommandRun.of("models").succeeded().out().contains("No models come with this program."));
        } finally {
            System.setProperty(KnownModels.PROPERTY, models);
        }
    }
}
