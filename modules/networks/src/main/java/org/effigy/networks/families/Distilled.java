package org.effigy.networks.families;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.diffusion.PredictionType;
import org.effigy.diffusion.SamplerOptions;
import org.effigy.diffusion.StudentSteps;
import org.effigy.diffusion.TimeGrid;
import org.effigy.diffusion.TrainedDenoiser;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;

/**
 * A denoiser that takes a few steps where its teacher, a trained model of another family, takes many: {@link StudentSteps}. Its network
 * is the teacher's, begins with the teacher's averaged weights, and learns from the teacher's ways from noise to images; no image of a
 * data set is needed. Guidance that the teacher was sampled with is part of what it learns.
 */
public final class Distilled implements Family {
    /** The name of the family. */
    public static final String NAME = "distilled";

    /** The name of the one sampler: the model's own steps. */
    private static final String SAMPLER = "few-step";

    /**
     * Whom the model has learnt from, and its own steps.
     *
     * @param size of the image; JSON has one number for a square, else {@code "96x128"}
     * @param classes 0 for an unconditional model
     * @param teacher the configuration of the model that it was distilled from, whose network it has
     * @param teacherSha256 of that model's checkpoint
     * @param taught how the teacher was sampled
     * @param times of its own steps, falling; times of the teacher's process
     */
    public record Config(
            Size size,
            int classes,
            ModelConfig teacher,
            String teacherSha256,
            SamplerSettings taught,
            List<Double> times)
            implements ModelConfig {
        public Config {
            times = List.copyOf(times);
            Size images = size;
            int labels = classes;
            Check.argument(
                    Family.of(teacher) instanceof Distillable
                            && teacher.imageSize().equals(images)
                            && teacher.classes() == labels,
                    () -> "the teacher is no denoiser of such images");
            new TimeGrid(((Distillable) Family.of(teacher)).process(teacher), array(times));
        }

        @Override
        public Size imageSize() {
            return size;
        }

        @Override
        public String family() {
            return NAME;
        }

        private static double[] array(List<Double> times) {
            return times.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private Distillable denoisers() {
            return (Distillable) Family.of(teacher);
        }

        /** Returns the model's steps. */
        StudentSteps steps() {
            return new StudentSteps(denoisers().process(teacher), array(times));
        }

        /** Returns the network's part. */
        DenoisingUNet.Config unet() {
            return denoisers().unet(teacher);
        }

        /** Returns the number of values of one image. */
        int imageLength() {
            return size.pixels();
        }
    }

    /**
     * Returns the configuration of a model that is distilled from a trained one.
     *
     * @param steps of the new model, 1 to the number of steps of the teacher
     * @param taught how the teacher is sampled; what is not asked for is as usual. Only its steps and its guidance can be chosen
     * @throws InputException if it cannot be distilled
     * @throws IllegalArgumentException if the steps are out of range
     */
    static Config of(Checkpoint teacher, int steps, SamplerSettings.Wish taught) {
        ModelConfig config = teacher.config().model();
        Family family = Family.of(config);
        if (!(family instanceof Distillable denoisers)) {
            String why = config instanceof Config distilled
                    ? "is distilled already, to " + distilled.times().size()
                            + " steps; distil the model that it was made from"
                    : "is of the family " + family.name() + ", which cannot be distilled; choose one of "
                            + Family.all().stream()
                                    .filter(Distillable.class::isInstance)
                                    .map(Family::name)
                                    .collect(Collectors.joining(", "));
            throw new InputException("the model " + why);
        }
        if (!config.conditions().isEmpty()) {
            throw new InputException(
                    "the model is conditioned on covariates, which a distilled one does not know; distil a"
                            + " model that was trained without them");
        }
        denoisers.distillationRefusal(config).ifPresent(reason -> {
            throw new InputException("the model " + reason);
        });
        SamplerSettings settings = family.sampler(config, taught);
        family.check(config, settings);
        TimeGrid grid = TimeGrid.of(denoisers.process(config), settings.steps(), settings.spaced());
        List<Double> times =
                Arrays.stream(StudentSteps.of(grid, steps).times()).boxed().toList();
        return new Config(config.imageSize(), config.classes(), config, teacher.sha256(), settings, times);
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        Config model = (Config) config;
        Portable teacher = model.denoisers().portable(model.teacher()).orElseThrow();
        PortableNet net = teacher.nets().get(0);
        String times = model.times().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String about = net.about() + " Distilled: it knows the times " + times
                + " only, from each of which a first-order step leads to the next, and from the last to the image.";
        PortableNet own = new PortableNet(net.name(), about, net.net(), net.forms(), net.output());
        return Optional.of(new Portable(List.of(own), teacher.process(), teacher.clipped()));
    }

    // ---- Training

    @Override
    public boolean learnsFromImages() {
        return false;
    }

    @Override
    public boolean beginsWith(String family) {
        return Family.named(family) instanceof Distillable;
    }

    /** An example is a state at the beginning of a step, then the one at its end. */
    @Override
    public int exampleLength(ModelConfig config) {
        return 2 * ((Config) config).imageLength();
    }

    @Override
    public List<String> unusedSettings() {
        return List.of("labelDropout");
    }

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /**
     * Returns which of a model's steps an example is of.
     *
     * @param id of the example; those of a way from noise to image follow each other
     */
    static int step(Config config, int id) {
        return Math.floorMod(id, config.times().size());
    }

    /** The squared error of what the network predicts at a step's beginning and what would lead to its end, weighted. */
    static final class Training extends LossModel {
        private final Config config;
        private final StudentSteps steps;

        Training(Config config, Recipe recipe, Compute compute) {
            super(DenoisingUNet.net(config.unet()), recipe, compute);
            this.config = config;
            steps = config.steps();
        }

        @Override
        protected Loss loss() {
            return Loss.SQUARED_ERROR;
        }

        @Override
        protected Example example(Batch batch) {
            int length = config.imageLength();
            int n = batch.size();
            float[] from = new float[n * length];
            float[] to = new float[n * length];
            int[] k = new int[n];
            double[] t = new double[n];
            float[] weights = new float[n];
            double[] times = steps.times();
            for (int i = 0; i < n; i++) {
                k[i] = step(config, batch.ids()[i]);
                t[i] = times[k[i]];
                weights[i] = (float) steps.weight(k[i]);
                System.arraycopy(batch.unweighted().images(), 2 * i * length, from, i * length, length);
                System.arraycopy(batch.images(), (2 * i + 1) * length, to, i * length, length);
            }
            float[] target = DenoisingUNet.fold(steps.targets(k, from, to), config.unet());
            float[][] inputs = config.denoisers().inputs(config.teacher(), from, t, batch.labels(), Conditions.NONE);
            return new Example(inputs, target, target.length, weights);
        }

        /** Returns, for each step, the averaged weights' error on ways that are not learnt from. */
        @Override
        public Map<String, Double> judge(Batch heldOut) {
            Example example = example(heldOut);
            float[] output = network().predictAveraged(DenoisingUNet.IMAGES_PER_PASS, example.inputs());
            int length = config.imageLength();
            double[] errors = new double[steps.steps()];
            int[] counts = new int[errors.length];
            for (int i = 0; i < heldOut.size(); i++) {
                int k = step(config, heldOut.ids()[i]);
                counts[k]++;
                for (int j = i * length; j < (i + 1) * length; j++) {
                    double error = (double) output[j] - example.target()[j];
                    errors[k] += example.weights()[i] * error * error / length;
                }
            }
            return IntStream.range(0, errors.length)
                    .filter(k -> counts[k] > 0)
                    .boxed()
                    .collect(Collectors.toMap(k -> "error of step " + (k + 1), k -> errors[k] / counts[k]));
        }
    }

    // ---- Sampling

    @Override
    public List<String> samplers() {
        return List.of(SAMPLER);
    }

    @Override
    public SamplerSettings sampler(ModelConfig config, SamplerSettings.Wish wish) {
        int steps = ((Config) config).times().size();
        Check.argument(
                wish.name().orElse(SAMPLER).equals(SAMPLER)
                        && wish.steps().orElse(steps) == steps
                        && wish.guidance().orElse(1.0) == 1
                        && wish.eta().isEmpty()
                        && wish.spacing().isEmpty()
                        && wish.guidanceInterval().isEmpty()
                        && wish.guidanceRescale().isEmpty(),
                () -> "the model is distilled to " + text(steps)
                        + " of its own, so there are no steps, sampler, eta or guidance to choose; leave them out, or"
                        + " sample the model that it was made from");
        return new SamplerSettings(SAMPLER, steps, 0, 1);
    }

    private static String text(int steps) {
        return steps + (steps == 1 ? " step" : " steps");
    }

    @Override
    public SamplerSettings unnamedSampler() {
        throw new InputException(
                "the manifest names no sampler, but there were no distilled models when such were written");
    }

    @Override
    public void check(ModelConfig config, SamplerSettings settings) {
        SamplerSettings own = sampler(config, SamplerSettings.Wish.NONE);
        if (!settings.equals(own)) {
            throw new InputException("the model is distilled to " + text(own.steps())
                    + " of its own and cannot be sampled with " + settings.text() + "; leave steps and sampler out");
        }
    }

    @Override
    public ImageModel open(ModelConfig config, List<NamedTensor> weights, Compute compute) {
        Config model = (Config) config;
        return ImageModel.of(
                DenoisingUNet.net(model.unet()),
                weights,
                compute,
                DenoisingUNet.IMAGES_PER_PASS,
                (network, workers) ->
                        new Functions(model.steps(), model.denoisers().functions(model.teacher(), network)));
    }

    /** What an image model computes: the teacher's, but in the student's steps. */
    private record Functions(StudentSteps steps, Solvers.Functions teacher) implements ImageModel.Functions {
        @Override
        public float[] images(SamplerSettings settings, int[] labels, Random[] noise, IntConsumer stepsDone) {
            // What the process' network predicts the process says.
            SamplerOptions options = SamplerOptions.of(PredictionType.VELOCITY);
            return steps.sampler(options).sample(teacher.network(), labels, noise, stepsDone);
        }

        @Override
        public double[] losses(float[] images, int[] labels, long seed) {
            return teacher.losses(images, labels, seed);
        }

        @Override
        public String lossName() {
            return teacher.lossName();
        }

        @Override
        public Optional<TrainedDenoiser> denoiser() {
            return Optional.of(teacher.trained().knowing(teacher.process(), steps.times()));
        }
    }

    // ---- Presets and help

    @Override
    public Preset preset(String preset, Size size, int classes) {
        throw new InputException("a distilled model is made of a trained one, not of images; train another family");
    }

    @Override
    public Help help() {
        return new Help("Distil a trained diffusion model to a few steps.", List.of(), List.of());
    }

    @Override
    public Optional<String> teacher(ModelConfig config) {
        return Optional.of(((Config) config).teacherSha256());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }
}
