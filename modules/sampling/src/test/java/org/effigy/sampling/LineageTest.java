package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Progress;
import org.effigy.dataset.SyntheticOf;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.Descent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What files say of their model's descent, and that an index finds it there. */
class LineageTest {
    private static final String PARENT = "b".repeat(64);
    private static final Progress.Factory QUIET = (task, unit, total) -> Progress.none();

    @TempDir
    private Path temporary;

    private static Checkpoint model(Optional<Descent> descent) {
        Checkpoint model = ToyModels.ddpm(ToyModels.XRAY, 3);
        CheckpointConfig c = model.config();
        CheckpointConfig config = new CheckpointConfig(
                c.version(),
                c.family(),
                c.model(),
                c.preprocessing(),
                c.classNames(),
                c.datasetFingerprint(),
                c.lineage(),
                c.step(),
                c.training(),
                c.codeVersion(),
                descent);
        return new Checkpoint(config, model.weights(), List.of(), List.of());
    }

    private SampleManifest write(Checkpoint model, ExportFormat format) throws IOException {
        ExportSettings settings = ExportSettings.standard(format, ToyModels.XRAY, "2026-01-31T12:00:00");
        try (ImageSampler sampler = ImageSampler.of(model, ToyModels.COMPUTE)) {
            SampleFolder folder = new SampleFolder(sampler, "test", QUIET);
            SampleManifest manifest = folder.write(
                    temporary.resolve("out"), SampleRequest.of(5, 2, ToyModels.ddim(2)), settings, () -> false);
            assertTrue(folder.replay(temporary.resolve("out")).agrees());
            return manifest;
        }
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void anIndexFindsGenerationAndModelInEveryFile(ExportFormat format) throws IOException {
        Checkpoint model = model(Optional.of(Descent.of(2, 0.25, List.of(PARENT))));
        SampleManifest manifest = write(model, format);
        assertEquals(model.config().descent(), manifest.descent());
        Path out = temporary.resolve("out");
        DatasetIndex index = Indexer.index(
                out, IndexOptions.defaults(out).withSynthetic(true).withCopies(true), QUIET);
        assertEquals(
                List.of(
                        Optional.of(new SyntheticOf(3, model.sha256())),
                        Optional.of(new SyntheticOf(3, model.sha256()))),
                index.entries().stream().map(IndexEntry::origin).toList());
        String bytes = Files.readString(out.resolve(manifest.images().get(0).file()), StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("generation 3, synthetic share of the training images 0.250, parents " + PARENT));
    }

    @Test
    void aModelThatSaysNothingOfItsDescentMakesTheFirstGeneration() throws IOException {
        SampleManifest manifest = write(model(Optional.empty()), ExportFormat.PNG);
        assertEquals(Optional.of(Descent.of(0, 0, List.of())), manifest.descent());
    }

    @Test
    void aFolderOfVersion4IsReplayedWithoutLineage() throws IOException {
        Checkpoint model = model(Optional.empty());
        SampleManifest five = write(model, ExportFormat.PNG);
        String text = Files.readString(temporary.resolve("out/manifest.json"));
        SampleManifest four = new SampleManifest(
                five.format(),
                4,
                five.family(),
                five.checkpointSha256(),
                five.step(),
                five.weights(),
                five.seed(),
                five.className(),
                five.sampler(),
                five.export(),
                five.checks(),
                five.codeVersion(),
                five.device(),
                five.precision(),
                List.of(),
                List.of(),
                five.warnings(),
                "",
                five.gate());
        assertTrue(text.contains("\"descent\""));
        try (ImageSampler sampler = ImageSampler.of(model, ToyModels.COMPUTE)) {
            ImageExporter exporter = new ImageExporter(sampler, four, Optional.empty());
            Path file = temporary.resolve("four.png");
            exporter.write(
                    file,
                    sampler.sample(SampleRequest.of(5, 1, ToyModels.ddim(2))).get(0));
            assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("generation"));
        }
    }
}
