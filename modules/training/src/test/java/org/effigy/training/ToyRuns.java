package org.effigy.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.effigy.base.Progress;
import org.effigy.base.Size;
import org.effigy.dataset.image.Augmentation;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Classifier;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Fastgan;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/** Tiny networks and computed images for the tests of the loop. */
final class ToyRuns {
    static final int SIZE = 16;
    static final Progress.Factory QUIET = (task, unit, total) -> Progress.none();

    private ToyRuns() {}

    /** Images i = 0, 1, ...: a bright band whose row depends on i; class i modulo 2, index id 100 + i. */
    static TrainingImages images(int count) {
        return new TrainingImages() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int imageLength() {
                return SIZE * SIZE;
            }

            @Override
            public void read(int i, float[] out, int offset) {
                Arrays.fill(out, offset, offset + imageLength(), -0.8f);
                int row = offset + (i * 3 + 2) % SIZE * SIZE;
                Arrays.fill(out, row, row + SIZE, 0.8f);
            }

            @Override
            public int label(int i) {
                return i % 2;
            }

            @Override
            public int id(int i) {
                return 100 + i;
            }
        };
    }

    static DataFacts facts(int count) {
        return new DataFacts(
                JsonNodeFactory.instance.objectNode().put("version", 1),
                List.of("calm", "wild"),
                List.of(count - count / 2, count / 2),
                "f".repeat(64),
                count,
                0);
    }

    static TrainingConfig ddpm() {
        return config(
                new Ddpm.Config(SIZE, 1, 8, List.of(1, 2), 1, 8, 4, 2, "cosine", 100, PredictionType.EPSILON),
                AdamSettings.of(2e-3));
    }

    static TrainingConfig dcgan() {
        return config(Dcgan.Config.of(SIZE, 8, 4, 2), AdamSettings.dcgan(2e-4));
    }

    static TrainingConfig fastgan() {
        return config(Fastgan.Config.of(SIZE, 8, 8, 2), AdamSettings.dcgan(2e-4));
    }

    static TrainingConfig classifier() {
        return config(new Classifier.Config(Size.square(SIZE), 8, List.of(1, 2), 1, 4, 2), AdamSettings.of(2e-3));
    }

    private static TrainingConfig config(ModelConfig model, AdamSettings adam) {
        return new TrainingConfig(
                "toy",
                model,
                20,
                4,
                7,
                new Optimisation(adam, 5, 1, 0.9),
                0.1,
                new Augmentation(5, 0.1, 0, 0.05, true),
                new Cadence(10, 0, 3),
                2,
                0);
    }

    static TrainingJob job(Path run, TrainingConfig config) {
        return new TrainingJob(run, config, images(6), facts(6), Optional.empty(), "test");
    }

    static TrainingResult train(TrainingJob job) throws IOException {
        return Trainer.train(job, TrainingListener.none(), QUIET, () -> false);
    }

    /** All numbers of a checkpoint, bit by bit. */
    static String bits(Path checkpoint) throws IOException {
        Checkpoint read = Checkpoint.read(checkpoint);
        return read.config().step() + bits(read.weights()) + bits(read.ema()) + bits(read.updater());
    }

    /** The numbers of tensors, bit by bit. */
    static String bits(List<NamedTensor> tensors) {
        StringBuilder text = new StringBuilder();
        for (NamedTensor tensor : tensors) {
            text.append('\n').append(tensor.name()).append(Arrays.hashCode(tensor.values()));
            for (float value : tensor.values()) {
                text.append(' ').append(Float.floatToRawIntBits(value));
            }
        }
        return text.toString();
    }
}
