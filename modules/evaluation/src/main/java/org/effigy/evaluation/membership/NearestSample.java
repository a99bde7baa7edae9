package org.effigy.evaluation.membership;

import java.util.Arrays;
import java.util.function.Function;
import org.effigy.base.Check;

/**
 * The distance of images to the nearest one that the model makes, negated (GAN-Leaks, Chen et al. 2020, the attack without access to
 * the model): Euclidean over the pixels.
 *
 * @param samples makes an image for each class that it is given, -1 for none; flattened, image after image
 * @param count how many are made, of the classes of the images that are asked about in their proportions
 */
public record NearestSample(Function<int[], float[]> samples, int count) implements ScoreFunction {
    public NearestSample {
        Check.positive("count", count);
    }

    @Override
    public double[] of(float[] images, int[] labels) {
        int[] classes = new int[count];
        Arrays.setAll(classes, i -> labels[i % labels.length]);
        float[] made = samples.apply(classes);
        int length = images.length / labels.length;
        double[] scores = new double[labels.length];
        for (int i = 0; i < scores.length; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int sample = 0; sample < count; sample++) {
                least = Math.min(least, square(images, i * length, made, sample * length, length));
            }
            scores[i] = -Math.sqrt(least);
        }
        return scores;
    }

    private static double square(float[] a, int from, float[] b, int other, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double difference = (double) a[from + i] - b[other + i];
            sum += difference * difference;
        }
        return sum;
    }
}
