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

    /** The classifier halves the resolution three times. */
    private static final int MULTIPLE = 8;

    /** Reads a set, brought to the largest multiple of 8 pixels that neither it nor the size is below. */
    static Cases of(ImageSet set, List<String> classes, int size) {
        int side = Math.max(1, Math.min(set.side(), size) / MULTIPLE) * MULTIPLE;
        float[][] images = new float[set.size()][];
        for (int i = 0; i < images.length; i++) {
            images[i] = resized(set.scaled(i), set.side(), side);
        }
        int[] labels = set.images().stream()
                .map(SetImage::className)
                .mapToInt(classes::indexOf)
                .toArray();
        return new Cases(side, images, labels, set.patients());
    }

    /** Returns a square image of another side by exact area average, parts of pixels counted by their area. */
    static float[] resized(float[] image, int from, int to) {
        if (from == to) {
            return image;
        }
        double[] narrow = new double[from * to];
        double[] small = new double[to * to];
        double cell = (double) from / to;
        for (int t = 0; t < to; t++) {
            double end = (t + 1) * cell;
            for (int s = (int) (t * cell); s < Math.min(from, end); s++) {
                double share = (Math.min(s + 1, end) - Math.max(s, t * cell)) / cell;
                for (int y = 0; y < from; y++) {
                    narrow[y * to + t] += share * image[y * from + s];
                }
            }
        }
        for (int t = 0; t < to; t++) {
            double end = (t + 1) * cell;
            for (int s = (int) (t * cell); s < Math.min(from, end); s++) {
                double share = (Math.min(s + 1, end) - Math.max(s, t * cell)) / cell;
                for (int x = 0; x < to; x++) {
                    small[t * to + x] += share * narrow[s * to + x];
                }
            }
        }
        float[] out = new float[small.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) small[i];
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
