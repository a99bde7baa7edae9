package org.effigy.networks.families;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;

/**
 * A classifier of images: a residual network (He et al. 2016, with the activation before the convolution), the mean over all
 * positions, a linear map, and the cross entropy of a softmax. It makes no images; it judges them.
 *
 * <p>Differs: group normalisation and SiLU in place of batch normalisation and ReLU, so that a result does not depend on what
 * else is in the batch.
 */
public final class Classifier implements Family {
    /** The name of the family. */
    public static final String NAME = "classifier";

    /** How many images a thread classifies at once. */
    private static final int IMAGES_PER_PASS = 8;

    /**
     * The network.
     *
     * @param size of the image; JSON has one number for a square, else {@code "96x128"}
     * @param baseChannels channels of the first level; a multiple of {@code groups}
     * @param multipliers per level, from the finest, the multiple of {@code baseChannels}; each level halves the resolution
     * @param blocksPerLevel residual blocks per level
     * @param groups groups of each GroupNorm
     * @param classes at least 2
     */
    public record Config(
            Size size, int baseChannels, List<Integer> multipliers, int blocksPerLevel, int groups, int classes)
            implements ModelConfig {
        public Config {
            multipliers = List.copyOf(multipliers);
            int divisor = 1 << multipliers.size();
            Check.argument(size != null, () -> "size is missing");
            Check.inRange("size", size.shorter(), 4, 1024);
            Check.inRange("size", size.longer(), 4, 1024);
            Check.inRange("baseChannels", baseChannels, 1, 1024);
            Check.inRange("number of multipliers", multipliers.size(), 1, 6);
            multipliers.forEach(m -> Check.inRange("multiplier", m, 1, 16));
            Check.inRange("blocksPerLevel", blocksPerLevel, 1, 8);
            Check.inRange("groups", groups, 1, baseChannels);
            Check.inRange("classes", classes, 2, 1000);
            Check.argument(
                    size.rows() % divisor == 0 && size.columns() % divisor == 0,
                    () -> "size is " + size + ", each side must be a multiple of " + divisor);
            Check.argument(
                    baseChannels % groups == 0,
                    () -> "baseChannels is " + baseChannels + ", it must be a multiple of groups = " + groups);
        }

        @Override
        public Size imageSize() {
            return size;
        }

        @Override
        public String family() {
            return NAME;
        }
    }

    /** Returns the network: from images, (1, H, W), to a logit per class. */
    public static Net net(Config config) {
        Net.Recorder net = new Net.Recorder();
        return net.done(net.dense("out", pooled(net, config), config.classes(), true, Init.GLOROT));
    }

    private static Node pooled(Net.Recorder net, Config config) {
        Node x = net.input(
                "image", new Shape(1, config.size().rows(), config.size().columns()));
        x = net.conv("in", x, config.baseChannels(), Window.same(3), true, Init.HE);
        for (int level = 0; level < config.multipliers().size(); level++) {
            int out = config.baseChannels() * config.multipliers().get(level);
            for (int block = 0; block < config.blocksPerLevel(); block++) {
                x = residual(net, config, "level" + level + ".block" + block, x, out, block == 0 ? 2 : 1);
            }
        }
        return net.globalPool("pool", norm(net, config, "out.norm", x));
    }

    /** Returns the network up to what its last layer decides by: a number for each channel. */
    @Override
    public Optional<Net> features(ModelConfig config) {
        Net.Recorder net = new Net.Recorder();
        return Optional.of(net.done(pooled(net, (Config) config)));
    }

    @Override
    public Optional<Portable> portable(ModelConfig config) {
        return Optional.of(
                Portable.of(PortableNet.of("classifier", "A logit per class from images.", net((Config) config))));
    }

    private static Node residual(Net.Recorder net, Config config, String name, Node x, int out, int stride) {
        Node y = norm(net, config, name + ".norm1", x);
        y = net.conv(name + ".conv1", y, out, Window.same(3, stride), true, Init.HE);
        y = norm(net, config, name + ".norm2", y);
        y = net.conv(name + ".conv2", y, out, Window.same(3), true, Init.HE);
        boolean same = stride == 1 && x.shape().channels() == out;
        Window window = new Window(1, stride, 0);
        return net.sum(name, y, same ? x : net.conv(name + ".shortcut", x, out, window, true, Init.HE));
    }

    private static Node norm(Net.Recorder net, Config config, String name, Node x) {
        return net.activate(name + ".silu", net.groupNorm(name, x, config.groups()), Activation.SILU);
    }

    @Override
    public Optional<String> privacyRefusal() {
        return Optional.empty();
    }

    @Override
    public Model create(ModelConfig config, Recipe recipe, Compute compute) {
        return new Training((Config) config, recipe, compute);
    }

    /** The mean cross entropy over the images of a batch, weighted where the batch has weights. */
    static final class Training extends LossModel {
        private final Config config;

        Training(Config config, Recipe recipe, Compute compute) {
            super(net(config), recipe, compute);
            this.config = config;
        }

        @Override
        protected Loss loss() {
            return Loss.crossEntropy(config.classes());
        }

        @Override
        protected Example example(Batch batch) {
            int classes = config.classes();
            float[] target = Batch.oneHot(batch.labels(), batch.size(), classes);
            float[] weights = batch.weights();
            double count = weights.length == 0 ? batch.size() : 0;
            // A target row that adds up to w is the cross entropy times w.
            for (int i = 0; i < weights.length; i++) {
                count += weights[i];
                for (int c = 0; c < classes; c++) {
                    target[i * classes + c] *= weights[i];
                }
            }
            return new Example(new float[][] {batch.images()}, target, count);
        }

        /** The mean loss, the share that is right, and the area under the ROC curve, each class against the others. */
        @Override
        public Map<String, Double> judge(Batch heldOut) {
            int n = heldOut.size();
            int classes = config.classes();
            float[] logits = network().predictAveraged(IMAGES_PER_PASS, heldOut.images());
            float[] target = Batch.oneHot(heldOut.labels(), n, classes);
            double loss = loss().of(logits, target, 1, new float[logits.length]);
            int right = 0;
            double[][] scores = new double[classes][n];
            boolean[][] positive = new boolean[classes][n];
            for (int i = 0; i < n; i++) {
                double[] p = Loss.softmax(logits, i * classes, classes);
                int best = 0;
                for (int c = 0; c < classes; c++) {
                    scores[c][i] = p[c];
                    positive[c][i] = heldOut.labels()[i] == c;
                    best = p[c] > p[best] ? c : best;
                }
                right += best == heldOut.labels()[i] ? 1 : 0;
            }
            double auc = IntStream.range(0, classes)
                    .mapToDouble(c -> rocArea(scores[c], positive[c]))
                    .filter(area -> !Double.isNaN(area))
                    .average()
                    .orElse(Double.NaN);
            return new TreeMap<>(Map.of("loss", loss / n, "accuracy", (double) right / n, "auc", auc));
        }
    }

    /**
     * Returns the area under the receiver operating characteristic: the probability that a positive's score is above a
     * negative's, equal ones counted half (Mann and Whitney's U over the number of pairs; Hanley and McNeil 1982). Not a number
     * where there are none of either.
     */
    static double rocArea(double[] scores, boolean[] positive) {
        Check.sameLength("positive", positive.length, scores.length);
        Map<Double, int[]> ascending = new TreeMap<>();
        for (int i = 0; i < scores.length; i++) {
            ascending.computeIfAbsent(scores[i] + 0.0, score -> new int[2])[positive[i] ? 1 : 0]++;
        }
        long negatives = 0;
        long positives = 0;
        double pairs = 0;
        for (int[] tied : ascending.values()) {
            pairs += tied[1] * (negatives + tied[0] / 2.0);
            negatives += tied[0];
            positives += tied[1];
        }
        return positives == 0 || negatives == 0 ? Double.NaN : pairs / ((double) positives * negatives);
    }

    @Override
    public boolean judges() {
        return true;
    }

    private static final Map<String, Config> SIZES = Map.of(
            "tiny", new Config(Size.square(32), 16, List.of(1, 2, 4), 1, 8, 2),
            "small", new Config(Size.square(32), 16, List.of(1, 2, 4, 8), 1, 8, 2),
            "medium", new Config(Size.square(32), 32, List.of(1, 2, 4, 8), 2, 8, 2));

    private static final Map<String, Long> STEPS = Map.of("tiny", 300L, "small", 1_500L, "medium", 10_000L);

    @Override
    public Preset preset(String preset, Size size, int classes) {
        if (classes < 2) {
            throw new InputException("the data has " + classes
                    + " classes, a classifier needs at least 2; index with a table of labels");
        }
        Config s = SIZES.get(preset);
        Config config = new Config(size, s.baseChannels(), s.multipliers(), s.blocksPerLevel(), s.groups(), classes);
        Optimisation optimisation = new Optimisation(AdamSettings.of(1e-3), 50, 1, 0.99);
        return new Preset(config, STEPS.get(preset), 32, optimisation, 0);
    }

    @Override
    public List<String> unusedSettings() {
        return List.of("labelDropout");
    }

    @Override
    public Help help() {
        return new Help(
                "Train a classifier of the classes of an index.",
                List.of("A residual network (He et al. 2016). It makes no images; the log tells its AUC on the test"
                        + " split, images of other patients."),
                List.of(
                        "effigy train classifier --data chest.json --out runs/judge",
                        "    with the preset that suits this machine",
                        "effigy train classifier --data chest.json --out judge --steps 200",
                        "    a minute or two"));
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
