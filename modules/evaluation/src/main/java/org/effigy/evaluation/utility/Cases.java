package org.effigy.evaluation.utility;

import java.util.Arrays;
import java.util.List;
import org.effigy.base.Check;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.images.SetImage;

/**
 * Images of a set as a classifier takes them.
 *
 * @param side rows and columns
 * @param images each of shape (side, side), in [-1, 1]
 * @param labels the class of each, -1 for one that is none of the classes
 * @param patients a number for each, the same for images of one patient
 */
@SuppressWarnings("ArrayRecordComponent")
record Cases(int side, float[][] images, int[] labels, int[] patients) {
    Cases {
        Check.sameLength("labels", labels.length, images.length);
        Check.sameLength("patients", patients.length, images.length);
    }

    /** Reads a set; one whose side is a multiple of the size is averaged down to it. */
    static Cases of(ImageSet set, List<String> classes, int size) {
        int factor = set.side() % size == 0 ? set.side() / size : 1;
        float[][] images = new float[set.size()][];
        for (int i = 0; i < images.length; i++) {
            images[i] = smaller(set.scaled(i), set.side(), factor);
        }
        int[] labels = set.images().stream()
                .map(SetImage::className)
                .mapToInt(classes::indexOf)
                .toArray();
        return new Cases(set.side() / factor, images, labels, set.patients());
    }

    /** Returns the means of squares of factor by factor pixels. */
    private static float[] smaller(float[] image, int side, int factor) {
        if (factor == 1) {
            return image;
        }
        int size = side / factor;
        double[] sums = new double[size * size];
        for (int i = 0; i < image.length; i++) {
            sums[i / side / factor * size + i % side / factor] += image[i];
        }
        float[] out = new float[sums.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (sums[i] / (factor * factor));
        }
        return out;
    }

    int size() {
        return images.length;
    }

    /** Returns how many images each class has. */
    int[] counts(int classes) {
        int[] counts = new int[classes];
        Arrays.stream(labels).filter(label -> label >= 0).forEach(label -> counts[label]++);
        return counts;
    }

    /** Returns these cases and then the others. */
    Cases and(Cases others) {
        float[][] all = Arrays.copyOf(images, size() + others.size());
        int[] allLabels = Arrays.copyOf(labels, all.length);
        int[] allPatients = Arrays.copyOf(patients, all.length);
        int first = 1 + Arrays.stream(patients).max().orElse(-1);
        for (int i = 0; i < others.size(); i++) {
            all[size() + i] = others.images[i];
            allLabels[size() + i] = others.labels[i];
            allPatients[size() + i] = first + others.patients[i];
        }
        return new Cases(side, all, allLabels, allPatients);
    }
}
