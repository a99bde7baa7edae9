package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.effigy.dataset.ImageSpread;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Batch;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.ImageModel;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.sampling.ContactSheet;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleRequest;
import org.effigy.sampling.SampledImage;

/** The preview sheets of a training run: always the same seeds, so that the sheets can be compared. */
record Previews(int images, int steps, Compute compute) {
    private static final long SEED = 1;

    /** Writes the sheet of a model; returns what is wrong with the images all together, in a few words, if anything is. */
    Optional<String> write(Path png, Checkpoint snapshot) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(snapshot, compute)) {
            List<float[]> sheet = new ArrayList<>();
            for (SampledImage image : sampler.sample(
                    SampleRequest.of(SEED, images, settings(snapshot.config().model())))) {
                sheet.add(image.scaled());
            }
            ContactSheet.write(png, sheet, sampler.size());
            return ImageSpread.fault(sheet);
        }
    }

    /**
     * Writes images of the data beside what the model makes of them, in pairs, to a file beside the sheet; nothing where the model
     * does not encode and decode.
     */
    void reconstruct(Path sheet, Checkpoint snapshot, Batch shown) throws IOException {
        ModelConfig model = snapshot.config().model();
        if (!Family.of(model).reconstructs()) {
            return;
        }
        int n = Math.min(images / 2, shown.size());
        int length = model.imageSize().pixels();
        float[] given = new float[n * length];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            int place = (int) ((long) i * shown.size() / n);
            System.arraycopy(shown.images(), place * length, given, i * length, length);
            labels[i] = model.classes() == 0 ? -1 : shown.labels()[place];
        }
        try (ImageModel opened = Family.of(model).open(model, snapshot.averagedWeights(), compute)) {
            float[] made = opened.reconstructions(given, labels).orElseThrow();
            List<float[]> pairs = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                pairs.add(Arrays.copyOfRange(given, i * length, (i + 1) * length));
                pairs.add(Arrays.copyOfRange(made, i * length, (i + 1) * length));
            }
            String name = sheet.getFileName().toString().replace("step-", "reconstructions-");
            ContactSheet.write(sheet.resolveSibling(name), pairs, model.imageSize());
        }
    }

    private SamplerSettings settings(ModelConfig model) {
        SamplerSettings standard = Family.of(model).sampler(model, SamplerSettings.Wish.NONE);
        return standard.steps() > steps ? standard.withSteps(steps) : standard;
    }
}
