package org.effigy.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.effigy.base.Json;
import org.effigy.base.Seeds;
import org.effigy.dataset.image.Fit;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.diffusion.PredictionType;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.families.Dcgan;
import org.effigy.networks.families.Ddpm;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/** Checkpoints of tiny networks with random weights. */
final class ToyModels {
    static final int SIZE = 16;
    static final Compute COMPUTE = Compute.standard();
    static final SamplerSettings GENERATOR = new SamplerSettings("generator", 0, 0, 0);
    static final Preprocessing CT = recipe(IntensityRange.HounsfieldWindow.STANDARD, "CT");
    static final Preprocessing XRAY = recipe(IntensityRange.PercentileRange.STANDARD, "PNG");

    private ToyModels() {}

    private static Preprocessing recipe(IntensityRange range, String modality) {
        return new Preprocessing(Preprocessing.VERSION, SIZE, range, Fit.CROP, modality, "CHEST", 320);
    }

    /** A DDPM with two classes, three calm images for each wild one. */
    static Checkpoint ddpm(Preprocessing recipe, long seed) {
        Ddpm.Config model =
                new Ddpm.Config(SIZE, 1, 8, List.of(1, 2), 1, 8, 4, 2, "cosine", 50, PredictionType.EPSILON);
        return checkpoint(model, recipe, shaken(weights(model, seed), seed), List.of("calm", "wild"));
    }

    /** A DDPM with two classes that takes masks; those of wild images showed a region, and no others. */
    static Checkpoint masked(Preprocessing recipe, long seed) {
        ModelConfig plain =
                new Ddpm.Config(SIZE, 1, 8, List.of(1, 2), 1, 8, 4, 2, "cosine", 50, PredictionType.EPSILON);
        ModelConfig model = Family.of(plain).withMasks(plain);
        Checkpoint made = checkpoint(model, recipe, shaken(weights(model, seed), seed), List.of("calm", "wild"));
        return learnt("{\"images\":40,\"classCounts\":[30,10],\"shownCounts\":[0,10]}", made);
    }

    /** A DDPM that knows age and sex. */
    static Checkpoint told(Preprocessing recipe, long seed) {
        ModelConfig plain =
                new Ddpm.Config(SIZE, 1, 8, List.of(1, 2), 1, 8, 4, 0, "cosine", 50, PredictionType.EPSILON);
        ModelConfig model = Family.of(plain)
                .withCovariates(
                        plain,
                        List.of(Covariate.number("age", 50, 20, 0, 90), Covariate.category("sex", List.of("F", "M"))));
        return checkpoint(model, recipe, shaken(weights(model, seed), seed), List.of());
    }

    /** A DCGAN without classes. */
    static Checkpoint dcgan(Preprocessing recipe, long seed) {
        Dcgan.Config model = Dcgan.Config.of(SIZE, 8, 4, 0);
        return checkpoint(model, recipe, shaken(weights(model, seed), seed), List.of());
    }

    /** A DCGAN with two classes. */
    static Checkpoint conditionalDcgan(Preprocessing recipe, long seed) {
        Dcgan.Config model = Dcgan.Config.of(SIZE, 8, 4, 2);
        return checkpoint(model, recipe, shaken(weights(model, seed), seed), List.of("calm", "wild"));
    }

    private static List<NamedTensor> weights(ModelConfig model, long seed) {
        Optimisation unused = new Optimisation(AdamSettings.of(1e-3), 0, 1, 0);
        Family.Recipe recipe = new Family.Recipe(seed, unused, 0);
        try (Model fresh = Family.of(model).create(model, recipe, COMPUTE)) {
            return fresh.weights();
        }
    }

    /** The settings of DDIM without fresh noise and guidance. */
    static SamplerSettings ddim(int steps) {
        return new SamplerSettings("ddim", steps, 0, 1);
    }

    /** The output layers start at zero, which would make every image equal. */
    private static List<NamedTensor> shaken(List<NamedTensor> weights, long seed) {
        Random random = Seeds.of(seed, "shake", 0);
        return weights.stream().map(tensor -> shaken(tensor, random)).toList();
    }

    private static NamedTensor shaken(NamedTensor tensor, Random random) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.1f * random.nextFloat();
        }
        return new NamedTensor(tensor.name(), tensor.shape(), values);
    }

    private static Checkpoint checkpoint(
            ModelConfig model, Preprocessing recipe, List<NamedTensor> weights, List<String> classes) {
        JsonNode training =
                Json.tree("{\"images\":40,\"classCounts\":" + (classes.isEmpty() ? "[]" : "[30,10]") + "}", "training");
        CheckpointConfig config = new CheckpointConfig(
                Checkpoint.VERSION,
                model.family(),
                model,
                recipe.toJson(),
                classes,
                "f".repeat(64),
                List.of(),
                123,
                training,
                "test");
        return new Checkpoint(config, weights, List.of(), List.of());
    }

    /** A DCGAN whose generator says the same whatever z is: all its weights are 0, so every pixel is 0. */
    static Checkpoint collapsed() {
        Checkpoint sound = dcgan(XRAY, 3);
        List<NamedTensor> zeros = sound.weights().stream()
                .map(tensor -> new NamedTensor(tensor.name(), tensor.shape(), new float[tensor.values().length]))
                .toList();
        return new Checkpoint(sound.config(), zeros, List.of(), List.of());
    }

    /** The same checkpoint that says it learnt from this many images. */
    static Checkpoint learntFrom(int images, Checkpoint checkpoint) {
        return learnt("{\"images\":" + images + "}", checkpoint);
    }

    private static Checkpoint learnt(String training, Checkpoint checkpoint) {
        CheckpointConfig c = checkpoint.config();
        CheckpointConfig config = new CheckpointConfig(
                c.version(),
                c.family(),
                c.model(),
                c.preprocessing(),
                c.classNames(),
                c.datasetFingerprint(),
                c.lineage(),
                c.step(),
                Json.tree(training, "training"),
                c.codeVersion());
        return new Checkpoint(config, checkpoint.weights(), List.of(), List.of());
    }

    /** The same checkpoint whose moving average is another one's weights. */
    static Checkpoint withEma(Checkpoint checkpoint, Checkpoint average) {
        return new Checkpoint(checkpoint.config(), checkpoint.weights(), average.weights(), List.of());
    }

    static List<Integer> bits(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Float.floatToRawIntBits(values[i]))
                .toList();
    }
}
