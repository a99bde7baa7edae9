package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.dataset.ImageSpread;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Family;
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
            ContactSheet.write(png, sheet);
            return ImageSpread.fault(sheet);
        }
    }

    private SamplerSettings settings(ModelConfig model) {
        SamplerSettings standard = Family.of(model).sampler(model, SamplerSettings.Wish.NONE);
        return standard.steps() > steps ? standard.withSteps(steps) : standard;
    }
}
