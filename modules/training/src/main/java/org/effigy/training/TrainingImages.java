package org.effigy.training;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.effigy.base.Check;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.MaskImages;
import org.effigy.networks.families.Batch;

/** The images to train on; read from one thread at a time, not always the same one. */
public interface TrainingImages {
    /** Returns the number of images. */
    int size();

    /** Returns the number of values of one image. */
    int imageLength();

    /** Copies image i, values in [-1, 1], to the array from the offset on. */
    void read(int i, float[] out, int offset);

    /** Returns the class of image i, -1 without classes. */
    int label(int i);

    /** Returns the index id of image i, for messages. */
    int id(int i);

    /** Returns whether images have masks of regions, such as lesions. */
    default boolean masked() {
        return false;
    }

    /**
     * Writes the mask of image i to the array from the offset on: 1 in the region, 0 elsewhere; {@link Batch#NO_MASK} all over where it
     * has none.
     */
    default void mask(int i, float[] out, int offset) {
        Arrays.fill(out, offset, offset + imageLength(), Batch.NO_MASK);
    }

    /** Returns the covariates of image i, {@link Float#NaN} where not known; empty where images have none. */
    default float[] covariates(int i) {
        return new float[0];
    }

    /** Returns the number of the patient of image i, or of the image itself where patients are not known. */
    default long unit(int i) {
        return id(i);
    }

    /** Returns all images as one batch, as they are. */
    default Batch all() {
        return some(size());
    }

    /** Returns images evenly spread over all, so many or all, as one batch, as they are. */
    default Batch some(int count) {
        int n = Math.min(count, size());
        float[] values = new float[n * imageLength()];
        int[] labels = new int[n];
        int[] ids = new int[n];
        for (int i = 0; i < n; i++) {
            int place = (int) ((long) i * size() / n);
            read(place, values, i * imageLength());
            labels[i] = label(place);
            ids[i] = id(place);
        }
        return new Batch(1, values, labels, ids);
    }

    /** Returns the same images with masks, which are in the same order. */
    default TrainingImages withMasks(MaskImages masks) {
        Check.argument(masks.size() == size(), () -> masks.size() + " masks are not of " + size() + " images");
        TrainingImages plain = this;
        return new TrainingImages() {
            @Override
            public int size() {
                return plain.size();
            }

            @Override
            public int imageLength() {
                return plain.imageLength();
            }

            @Override
            public void read(int i, float[] out, int offset) {
                plain.read(i, out, offset);
            }

            @Override
            public int label(int i) {
                return plain.label(i);
            }

            @Override
            public int id(int i) {
                return plain.id(i);
            }

            @Override
            public long unit(int i) {
                return plain.unit(i);
            }

            @Override
            public float[] covariates(int i) {
                return plain.covariates(i);
            }

            @Override
            public boolean masked() {
                return true;
            }

            @Override
            public void mask(int i, float[] out, int offset) {
                if (masks.has(i)) {
                    masks.read(i, out, offset);
                } else {
                    plain.mask(i, out, offset);
                }
            }
        };
    }

    /** Returns the same images with covariates, which are in the same order. */
    default TrainingImages withCovariates(LearntCovariates known) {
        Check.argument(
                known.values().length == size(),
                () -> known.values().length + " covariates are not of " + size() + " images");
        TrainingImages plain = this;
        return new TrainingImages() {
            @Override
            public int size() {
                return plain.size();
            }

            @Override
            public int imageLength() {
                return plain.imageLength();
            }

            @Override
            public void read(int i, float[] out, int offset) {
                plain.read(i, out, offset);
            }

            @Override
            public int label(int i) {
                return plain.label(i);
            }

            @Override
            public int id(int i) {
                return plain.id(i);
            }

            @Override
            public long unit(int i) {
                return plain.unit(i);
            }

            @Override
            public float[] covariates(int i) {
                return known.values()[i].clone();
            }

            @Override
            public boolean masked() {
                return plain.masked();
            }

            @Override
            public void mask(int i, float[] out, int offset) {
                plain.mask(i, out, offset);
            }
        };
    }

    /** Returns the images of a data set; closing it stays with the caller. */
    static TrainingImages of(ImageDataset dataset) {
        return of(dataset, id -> id);
    }

    /** Returns the images of a data set, each of the patient with this number by its index id; closing it stays with the caller. */
    static TrainingImages of(ImageDataset dataset, IntToLongFunction patients) {
        return new TrainingImages() {
            @Override
            public int size() {
                return dataset.size();
            }

            @Override
            public int imageLength() {
                return dataset.imageLength();
            }

            @Override
            public void read(int i, float[] out, int offset) {
                dataset.read(i, out, offset);
            }

            @Override
            public int label(int i) {
                return dataset.label(i);
            }

            @Override
            public int id(int i) {
                return dataset.id(i);
            }

            @Override
            public long unit(int i) {
                return patients.applyAsLong(dataset.id(i));
            }
        };
    }
}
