package org.effigy.cli;

import java.io.IOException;
import java.util.Arrays;
import org.effigy.base.Progress;
import org.effigy.evaluation.features.FeatureTable;
import org.effigy.evaluation.features.RandomNetwork;
import org.effigy.evaluation.features.Standardisation;
import org.effigy.evaluation.statistics.FrechetDistance;
import org.effigy.evaluation.statistics.Manifolds;
import org.effigy.evaluation.statistics.Samples;
import org.effigy.evaluation.statistics.VendiScore;
import org.effigy.training.TrainingImages;

/**
 * How the images of a generation compare with real ones of other patients, by features of a network that was never trained.
 *
 * @param generation models between the images and real patients; 0 for the real training images themselves
 * @param realShare of what the generation's model learnt from
 * @param images that were compared
 * @param frechet squared distance of the Gaussians
 * @param recall share of the real images that lie among those of the generation
 * @param vendi how many different images there are, in effect
 * @param distanceToReal mean distance to the nearest real image, over the mean of the real training images
 */
record CollapseFigures(
        int generation,
        double realShare,
        int images,
        double frechet,
        double recall,
        double vendi,
        double distanceToReal) {
    private static final int NEIGHBOURS = 5;

    /** Real images that generations are compared with. */
    static final class Yardstick {
        private final int side;
        private final int threads;
        private final Standardisation scale;
        private final Samples reference;
        private final FrechetDistance frechet;
        private double realDistance = 1;

        /**
         * Prepares the comparison.
         *
         * @param train real images that are learnt from
         * @param heldOut real images of other patients
         */
        Yardstick(TrainingImages train, TrainingImages heldOut, int side, int threads) throws IOException {
            this.side = side;
            this.threads = threads;
            FeatureTable learnt = features(train);
            scale = Standardisation.of(learnt);
            reference = samples(features(heldOut));
            frechet = new FrechetDistance(reference, threads);
            realDistance = meanOfNearest(samples(learnt));
        }

        private FeatureTable features(TrainingImages images) throws IOException {
            return new RandomNetwork()
                    .features(
                            images.size(),
                            i -> {
                                float[] image = new float[images.imageLength()];
                                images.read(i, image, 0);
                                return image;
                            },
                            side,
                            threads,
                            Progress.none());
        }

        private Samples samples(FeatureTable table) {
            FeatureTable scaled = scale.apply(table);
            int[] rows = new int[scaled.rows()];
            Arrays.setAll(rows, i -> i);
            return Samples.of(scaled.values(), scaled.width(), rows);
        }

        /** Returns the figures of a generation. */
        CollapseFigures of(int generation, double realShare, TrainingImages images) throws IOException {
            Samples sample = samples(features(images));
            double[] own = squares(sample);
            double[] its = squares(reference);
            int[] sizes = {
                reference.rows(), sample.rows(), Math.min(NEIGHBOURS, Math.min(reference.rows(), sample.rows()) - 1)
            };
            Manifolds manifolds = Manifolds.of(
                    Manifolds.distances(reference.products(reference, threads), its, its),
                    Manifolds.distances(reference.products(sample, threads), its, own),
                    Manifolds.distances(sample.products(sample, threads), own, own),
                    sizes);
            return new CollapseFigures(
                    generation,
                    realShare,
                    sample.rows(),
                    frechet.to(sample).value(),
                    Arrays.stream(manifolds.recall()).average().orElse(0),
                    VendiScore.of(sample, threads).value(),
                    meanOfNearest(sample) / realDistance);
        }

        private double meanOfNearest(Samples sample) {
            double[] distances =
                    Manifolds.distances(sample.products(reference, threads), squares(sample), squares(reference));
            int n = reference.rows();
            double sum = 0;
            for (int i = 0; i < sample.rows(); i++) {
                sum += Math.sqrt(
                        Arrays.stream(distances, i * n, (i + 1) * n).min().orElse(0));
            }
            return sum / sample.rows();
        }

        private static double[] squares(Samples points) {
            double[] out = new double[points.rows()];
            for (int i = 0; i < out.length; i++) {
                for (int j = 0; j < points.width(); j++) {
                    double value = points.values()[i * points.width() + j];
                    out[i] += value * value;
                }
            }
            return out;
        }
    }
}
