package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.effigy.networks.Checkpoint;
import org.effigy.networks.ModelConfig;
import org.effigy.sampling.ContactSheet;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleRequest;
import org.effigy.sampling.SampledImage;
import org.effigy.sampling.SamplerSettings;

/** The preview sheets of a training run: always the same seeds, so that the sheets can be compared. */
record Previews(int images, int steps) {
    private static final long SEED = 1;

    /** Writes the sheet of a model. */
    void write(Path png, Checkpoint snapshot) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(snapshot)) {
            List<float[]> sheet = new ArrayList<>();
            for (SampledImage image : sampler.sample(
                    SampleRequest.of(SEED, images, settings(snapshot.config().model())))) {
                sheet.add(image.scaled());
            }
            ContactSheet.write(png, sheet);
        }
    }

    private SamplerSettings settings(ModelConfig model) {
        SamplerSettings standard = SamplerSettings.standard(model);
        return standard.steps() > steps ? standard.withSteps(steps) : standard;
    }
}
