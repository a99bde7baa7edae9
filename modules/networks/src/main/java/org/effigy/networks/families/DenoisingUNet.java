package org.effigy.networks.families;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.effigy.base.Check;
import org.effigy.diffusion.Denoiser;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.export.Form;
import org.effigy.networks.export.PortableNet;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Init;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Net.Window;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Shape;

/**
 * The U-Net of DDPM (Ho et al. 2020), appendix B, from noisy images, their time and their class to images of the same shape.
 *
 * <p>Levels of residual blocks (GroupNorm, SiLU, 3x3 convolution, twice; the embedding of time and class added between)
 * that halve the resolution by strided convolutions on the way down and double it by nearest neighbour and a convolution
 * on the way up, where each block also sees its counterpart of the way down; single-head self-attention at one resolution
 * and in the middle.
 *
 * <p>Differs: no dropout. Differs: with a patch of 2 the network works on 2x2 pixels per position, folded into channels,
 * which costs a quarter. Differs: with classes, a learnt vector per class is added to the embedding of time (Dhariwal and
 * Nichol 2021); the label {@link Denoiser#NO_CLASS} adds nothing and stands for any class (Ho and Salimans 2022). Differs: with masks, the
 * network also sees one of height x width beside each image, 1 in a region and 0 elsewhere; {@link Batch#NO_MASK} everywhere
 * stands for any mask. Differs: with covariates, a linear layer of their features ({@link Conditions#encoded}), zero at first, is added
 * to the embedding of time, too; one that is not known adds nothing.
 */
final class DenoisingUNet {
    /** How many images a thread predicts at once. */
    static final int IMAGES_PER_PASS = 4;

    /**
     * What fixes the network.
     *
     * @param channels of the image
     * @param height of the image in pixels
     * @param width of the image in pixels
     * @param patch 1: the network sees the pixels; 2: it sees 2x2 blocks folded into 4 times the channels, at half the
     *     resolution
     * @param baseChannels channels of the first level; even and a multiple of {@code groups}
     * @param multipliers per level, from the finest, the multiple of {@code baseChannels}; the resolution halves between
     *     levels
     * @param blocksPerLevel residual blocks per level on the way down; one more on the way up
     * @param attentionResolution height or width of the feature map at which blocks are followed by self-attention
     * @param groups groups of each GroupNorm
     * @param classes 0 for an unconditional model
     * @param masked whether a mask of the image's height and width is an input beside it
     * @param covariates that are known of some images
     */
    record Config(
            int channels,
            int height,
            int width,
            int patch,
            int baseChannels,
            List<Integer> multipliers,
            int blocksPerLevel,
            int attentionResolution,
            int groups,
            int classes,
            boolean masked,
            List<Covariate> covariates) {
        Config {
            multipliers = List.copyOf(multipliers);
            covariates = List.copyOf(covariates);
            List<Covariate> all = covariates;
            Check.argument(
                    all.stream().map(Covariate::name).distinct().count() == all.size(),
                    () -> "two covariates have one name");
            List<Integer> multiples = multipliers;
            Check.inRange("channels", channels, 1, 64);
            Check.inRange("size", height, 4, 1024);
            Check.inRange("size", width, 4, 1024);
            Check.inRange("patch", patch, 1, 2);
            Check.inRange("baseChannels", baseChannels, 2, 1024);
            Check.inRange("number of multipliers", multipliers.size(), 1, 6);
            multipliers.forEach(m -> Check.inRange("multiplier", m, 1, 16));
            Check.inRange("blocksPerLevel", blocksPerLevel, 1, 8);
            Check.inRange("attentionResolution", attentionResolution, 0, 64);
            Check.inRange("groups", groups, 1, baseChannels);
            Check.inRange("classes", classes, 0, 1000);
            int divisor = patch << (multipliers.size() - 1);
            for (int side : new int[] {height, width}) {
                Check.argument(
                        side % divisor == 0,
                        () -> "size is " + side + ", with patch " + patch + " and " + multiples.size()
                                + " levels it must be a multiple of " + divisor);
            }
            Check.argument(
                    baseChannels % groups == 0 && baseChannels % 2 == 0,
                    () -> "baseChannels is " + baseChannels + ", it must be even and a multiple of groups = " + groups);
        }

        /** Without masks and covariates. */
        Config(
                int channels,
                int height,
                int width,
                int patch,
                int baseChannels,
                List<Integer> multipliers,
                int blocksPerLevel,
                int attentionResolution,
                int groups,
                int classes) {
            this(
                    channels,
                    height,
                    width,
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    false,
                    List.of());
        }

        /** Returns a copy with masks or without. */
        Config withMasks(boolean other) {
            return new Config(
                    channels,
                    height,
                    width,
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    other,
                    covariates);
        }

        /** Returns a copy that is conditioned on other covariates. */
        Config withCovariates(List<Covariate> other) {
            return new Config(
                    channels,
                    height,
                    width,
                    patch,
                    baseChannels,
                    multipliers,
                    blocksPerLevel,
                    attentionResolution,
                    groups,
                    classes,
                    masked,
                    other);
        }

        /** Returns the number of values of one image. */
        int imageLength() {
            return channels * height * width;
        }
    }

    private static final String COVARIATES = "covariates";

    private final Config config;
    private final int timeChannels;
    private final Net.Recorder net = new Net.Recorder();
    private Node time;

    private DenoisingUNet(Config config) {
        this.config = config;
        timeChannels = 4 * config.baseChannels();
    }

    /**
     * Returns the U-Net: inputs image (folded), with masks mask (folded), time, with classes label and with covariates their features;
     * the output is folded as the image is.
     */
    static Net net(Config config) {
        return new DenoisingUNet(config).build();
    }

    /** Returns the U-Net for other programs, which give images and times as they are. */
    static PortableNet portable(Config config, String about) {
        Form image = Form.folded(config.patch());
        String masks = config.masked()
                ? " The mask is 1 in the region that it shows, 0 elsewhere; -1 everywhere stands for no mask."
                : "";
        String known = config.covariates().isEmpty() ? "" : " " + about(config.covariates());
        Map<String, Form> forms = Map.of("image", image, "mask", image, "time", new Form.Embedded());
        return new PortableNet("denoiser", about + masks + known, net(config), forms, image);
    }

    /** Returns how users make the input of covariates. */
    private static String about(List<Covariate> covariates) {
        StringBuilder text =
                new StringBuilder("The covariates are, one after another, zeros for one that is not known, else");
        String between = " ";
        for (Covariate covariate : covariates) {
            text.append(between).append("of ").append(covariate.name());
            between = ", ";
            if (covariate.isNumber()) {
                text.append(" 1, z and sin(f z), cos(f z) for f of pi/8, pi/4, pi/2 and pi, where z is (")
                        .append(covariate.name() + " - " + covariate.mean() + ") / " + covariate.spread());
            } else {
                text.append(" a 1 at its place among ").append(String.join(" ", covariate.categories()));
            }
        }
        return text.append('.').toString();
    }

    // ---- The architecture, top to bottom

    private Net build() {
        int base = config.baseChannels();
        int patch = config.patch();
        int folded = config.channels() * patch * patch;
        Node image = net.input("image", new Shape(folded, config.height() / patch, config.width() / patch));
        Node seen = image;
        if (config.masked()) {
            seen = net.join("in.mask", image, net.input("mask", image.shape().withChannels(patch * patch)));
        }
        time = timeEmbedding(net.input("time", Shape.vector(base)));
        Node x = net.conv("in", seen, base, Window.same(3), true, Init.GLOROT);
        Deque<Node> skips = new ArrayDeque<>();
        skips.push(x);
        int levels = config.multipliers().size();
        for (int level = 0; level < levels; level++) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block < config.blocksPerLevel(); block++) {
                x = level("down" + level + ".block" + block, x, out);
                skips.push(x);
            }
            if (level < levels - 1) {
                x = net.conv("down" + level + ".halve", x, out, Window.same(3, 2), true, Init.GLOROT);
                skips.push(x);
            }
        }
        int middle = x.shape().channels();
        x = residual("middle.block0", x, middle);
        x = attention("middle.attention", x);
        x = residual("middle.block1", x, middle);
        for (int level = levels - 1; level >= 0; level--) {
            int out = base * config.multipliers().get(level);
            for (int block = 0; block <= config.blocksPerLevel(); block++) {
                String name = "up" + level + ".block" + block;
                x = level(name, net.join(name + ".skip", x, skips.pop()), out);
            }
            if (level > 0) {
                String name = "up" + level + ".double";
                x = net.conv(name, net.nearest(name + ".nearest", x), out, Window.same(3), true, Init.GLOROT);
            }
        }
        return net.done(net.conv("out", norm("out.norm", x), folded, Window.same(3), true, Init.ZERO));
    }

    private Node timeEmbedding(Node input) {
        Node label = config.classes() > 0 ? net.input("label", Shape.vector(config.classes())) : input;
        Node x = net.dense("time1", input, timeChannels, true, Init.GLOROT);
        x = net.activate("time1.silu", x, Activation.SILU);
        x = net.dense("time2", x, timeChannels, true, Init.GLOROT);
        if (config.classes() > 0) {
            x = net.sum("time.class", x, net.dense("class", label, timeChannels, false, Init.GLOROT));
        }
        if (!config.covariates().isEmpty()) {
            Node known = net.input(COVARIATES, Shape.vector(Conditions.features(config.covariates())));
            x = net.sum("time.covariates", x, net.dense("covariate", known, timeChannels, false, Init.ZERO));
        }
        return net.activate("time.silu", x, Activation.SILU);
    }

    /** A residual block, followed by attention at the resolution that has it. */
    private Node level(String name, Node x, int out) {
        Node y = residual(name, x, out);
        int resolution = config.attentionResolution();
        boolean attends = x.shape().height() == resolution || x.shape().width() == resolution;
        return attends ? attention(name + ".attention", y) : y;
    }

    private Node norm(String name, Node x) {
        return net.activate(name + ".silu", net.groupNorm(name, x, config.groups()), Activation.SILU);
    }

    private Node residual(String name, Node x, int out) {
        Node y = net.conv(name + ".conv1", norm(name + ".norm1", x), out, Window.same(3), true, Init.GLOROT);
        y = net.shift(name + ".addTime", y, net.dense(name + ".time", time, out, true, Init.GLOROT));
        y = net.conv(name + ".conv2", norm(name + ".norm2", y), out, Window.same(3), true, Init.ZERO);
        boolean same = x.shape().channels() == out;
        return net.sum(name, y, same ? x : net.conv(name + ".shortcut", x, out, Window.same(1), true, Init.GLOROT));
    }

    private Node attention(String name, Node x) {
        int channels = x.shape().channels();
        Node y = net.groupNorm(name + ".norm", x, config.groups());
        y = net.conv(name + ".qkv", y, 3 * channels, Window.same(1), true, Init.GLOROT);
        y = net.attention(name + ".core", y);
        return net.sum(name, x, net.conv(name + ".projection", y, channels, Window.same(1), true, Init.ZERO));
    }

    // ---- Its inputs

    private static final double LONGEST_PERIOD = 10_000;

    /**
     * Returns the sinusoidal embedding of times (Vaswani et al. 2017, section 3.5, as in DDPM's code), (N, channels): the
     * sines, then the cosines, of t times frequencies from 1 to 1/10000.
     */
    static float[] embedding(double[] t, int channels) {
        int half = channels / 2;
        float[] out = new float[t.length * channels];
        for (int i = 0; i < t.length; i++) {
            for (int k = 0; k < half; k++) {
                double frequency = Math.exp(-Math.log(LONGEST_PERIOD) * k / Math.max(1, half - 1));
                out[i * channels + k] = (float) Math.sin(t[i] * frequency);
                out[i * channels + k + half] = (float) Math.cos(t[i] * frequency);
            }
        }
        return out;
    }

    /**
     * Returns (N, channels * patch * patch, height / patch, width / patch); channel (c * patch + dy) * patch + dx holds the
     * pixels of channel c at that offset.
     */
    static float[] fold(float[] images, Config config) {
        return move(images, config, true);
    }

    /** Returns the images whose {@link #fold} this is. */
    static float[] unfold(float[] folded, Config config) {
        return move(folded, config, false);
    }

    private static float[] move(float[] from, Config config, boolean fold) {
        float[] to = new float[from.length];
        int patch = config.patch();
        int width = config.width();
        int plane = config.height() * width;
        int folded = 0;
        for (int start = 0; start < from.length; start += plane) {
            for (int offset = 0; offset < patch * patch; offset++) {
                for (int y = 0; y < config.height() / patch; y++) {
                    int plain = start + (y * patch + offset / patch) * width + offset % patch;
                    for (int x = 0; x < width / patch; x++, plain += patch, folded++) {
                        to[fold ? folded : plain] = from[fold ? plain : folded];
                    }
                }
            }
        }
        return to;
    }

    /**
     * Returns what the network takes for noisy images.
     *
     * @param images flattened (N, channels, height, width)
     * @param t time of each, as it was trained with
     * @param labels per image the class or {@link Denoiser#NO_CLASS}; empty for none
     * @param given masks of the first images, repeated for the others: flattened (M, height, width), N a multiple of M; empty for
     *     none. Covariates of the first images; those of the others are not known
     */
    static float[][] inputs(Config config, float[] images, double[] t, int[] labels, Conditions given) {
        Check.sameLength("xt", images.length, t.length * config.imageLength());
        Check.argument(t.length > 0, () -> "the batch is empty");
        Check.argument(
                labels.length == 0 || labels.length == t.length,
                () -> "there are " + labels.length + " labels for " + t.length + " images");
        float[] folded = fold(images, config);
        float[] time = embedding(t, config.baseChannels());
        float[] oneHot = Batch.oneHot(labels, t.length, config.classes());
        List<float[]> inputs = new ArrayList<>(List.of(folded));
        if (config.masked()) {
            inputs.add(fold(repeated(given.masks(), t.length, config), config));
        } else {
            Check.argument(given.masks().length == 0, () -> "the network takes no masks");
        }
        inputs.add(time);
        if (config.classes() > 0) {
            inputs.add(oneHot);
        }
        float[] known = Conditions.encoded(config.covariates(), given.covariates(), t.length);
        if (!config.covariates().isEmpty()) {
            inputs.add(known);
        }
        return inputs.toArray(new float[0][]);
    }

    /** As the other, without masks and covariates. */
    static float[][] inputs(Config config, float[] images, double[] t, int[] labels) {
        return inputs(config, images, t, labels, Conditions.NONE);
    }

    private static float[] repeated(float[] masks, int images, Config config) {
        int plane = config.height() * config.width();
        float[] out = new float[images * plane];
        if (masks.length == 0) {
            Arrays.fill(out, Batch.NO_MASK);
            return out;
        }
        Check.argument(
                masks.length % plane == 0 && out.length % masks.length == 0,
                () -> "masks have " + masks.length + " values for " + images + " images of " + plane);
        for (int from = 0; from < out.length; from += masks.length) {
            System.arraycopy(masks, 0, out, from, masks.length);
        }
        return out;
    }
}
