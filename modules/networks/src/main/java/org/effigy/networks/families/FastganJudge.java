package org.effigy.networks.families;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.effigy.base.Seeds;
import org.effigy.networks.Network;
import org.effigy.networks.compute.Workers;

/**
 * Figures of a {@link Fastgan} beside images held out, and what they warn of.
 *
 * <ul>
 *   <li>{@code logitTrain}, {@code logitHeldOut}, {@code logitSynthetic}: mean logits without augmentation, of the latest training
 *       images, of images held out, and of images that the averaged generator makes.
 *   <li>{@code overfit}: (train - held out) / (train - synthetic), 0 where the discriminator treats images held out as training
 *       images, 1 where it takes them for synthetic (r_v of Karras et al. 2020, section 3.1).
 *   <li>{@code signTrain}: mean sign of the logits of training images (their r_t).
 *   <li>{@code vendiHeldOut}, {@code vendiSynthetic}, {@code vendiShare}: {@link Diversity} of images held out and of as many made,
 *       and the latter over the former.
 * </ul>
 */
record FastganJudge(Fastgan.Config config, Network generator, Network discriminator, Workers workers, long seed) {
    /** Images of each kind, where there are as many. */
    static final int IMAGES = 96;

    /** The share of the real images' diversity below which those made are called too much alike. */
    static final double ALIKE = 0.5;
    /** The figure that shows whether images held out were judged. */
    static final String VENDI_SHARE = "vendiShare";

    /** The largest overfit that is not warned of. */
    static final double LEARNT_BY_HEART = 0.7;

    Map<String, Double> figures(List<Batch> latest, Batch heldOut) {
        int side = config.size();
        Images others = Images.spread(heldOut, side);
        Images train = Images.last(latest, side);
        float[] z = new float[others.labels.length * config.latentSize()];
        Random random = Seeds.of(seed, "judged latent", 0);
        float[] made = generator.predictAveraged(
                Fastgan.IMAGES_PER_PASS, Fastgan.inputs(config, Seeds.fillNormal(random, z), others.labels));

        Map<String, Double> figures = new TreeMap<>();
        double[] logits = logits(train);
        double ofTrain = mean(logits);
        double ofOthers = mean(logits(others));
        double ofSynthetic = mean(logits(new Images(made, others.labels)));
        figures.put("logitTrain", ofTrain);
        figures.put("logitHeldOut", ofOthers);
        figures.put("logitSynthetic", ofSynthetic);
        figures.put("overfit", (ofTrain - ofOthers) / (ofTrain - ofSynthetic));
        figures.put("signTrain", mean(Arrays.stream(logits).map(Math::signum).toArray()));
        double[] mean = Diversity.mean(others.pixels, side);
        double real = Diversity.of(others.pixels, side, mean);
        double synthetic = Diversity.of(made, side, mean);
        figures.put("vendiHeldOut", real);
        figures.put("vendiSynthetic", synthetic);
        figures.put(VENDI_SHARE, synthetic / real);
        return figures;
    }

    private double[] logits(Images images) {
        return Fastgan.logits(config, discriminator, workers, images.pixels, images.labels, seed);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Returns what the figures warn of, each with what to do. */
    static List<String> warnings(Map<String, Double> figures) {
        List<String> warnings = new ArrayList<>();
        double share = figures.get(VENDI_SHARE);
        if (share < ALIKE) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the images made are too much alike: their Vendi score is %.2f, that of as many real ones %.2f;"
                            + " use an earlier checkpoint, or train anew with another seed or --discriminator-norm batch",
                    figures.get("vendiSynthetic"),
                    figures.get("vendiHeldOut")));
        }
        if (figures.get("overfit") > LEARNT_BY_HEART && figures.get("logitTrain") > figures.get("logitSynthetic")) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the discriminator knows its training images by heart: images held out look %.0f %% synthetic to it;"
                            + " use an earlier checkpoint, or train with more images or more differentiable augmentation",
                    100 * Math.min(1, figures.get("overfit"))));
        }
        return warnings;
    }

    /** Images with their classes. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Images(float[] pixels, int[] labels) {
        /** Returns some of a batch, at equal distances. */
        static Images spread(Batch batch, int side) {
            int n = Math.min(IMAGES, batch.size());
            Images some = new Images(new float[n * side * side], new int[n]);
            for (int i = 0; i < n; i++) {
                some.take(i, batch, (int) ((long) i * batch.size() / n), side * side);
            }
            return some;
        }

        /** Returns the images of batches, the latest first, as many as are wanted. */
        static Images last(List<Batch> batches, int side) {
            int all = batches.stream().mapToInt(Batch::size).sum();
            int n = Math.min(IMAGES, all);
            Images some = new Images(new float[n * side * side], new int[n]);
            int i = 0;
            for (int b = batches.size() - 1; b >= 0; b--) {
                for (int image = 0; image < batches.get(b).size() && i < n; image++) {
                    some.take(i++, batches.get(b), image, side * side);
                }
            }
            return some;
        }

        private void take(int place, Batch batch, int image, int length) {
            System.arraycopy(batch.images(), image * length, pixels, place * length, length);
            labels[place] = batch.labels().length == 0 ? -1 : batch.labels()[image];
        }
    }
}
