package org.effigy.evaluation.features;

import java.io.IOException;
import org.effigy.base.Check;
import org.effigy.base.Progress;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.evaluation.statistics.Rows;

/** A feature space that looks at one image at a time. */
public abstract class PerImage implements FeatureSpace {
    /** Returns the number of features of an image. */
    protected abstract int width(int side);

    /**
     * Computes the features of an image. Called by several threads.
     *
     * @param image shape (side, side), in [-1, 1]
     * @param out takes them from the offset on
     */
    protected abstract void features(float[] image, int side, float[] out, int offset) throws IOException;

    /** Computes the features of the image of a row; by default of its scaled pixels. */
    protected void features(ImageSet images, int row, float[] out, int offset) throws IOException {
        features(images.scaled(row), images.side(), out, offset);
    }

    @Override
    public final FeatureTable features(ImageSet images, int threads, Progress progress) throws IOException {
        int width = width(images.side());
        float[] values = new float[Math.multiplyExact(images.size(), width)];
        Rows.forEach(threads, images.size(), progress, row -> features(images, row, values, row * width));
        for (int i = 0; i < values.length; i++) {
            int at = i;
            Check.argument(
                    Float.isFinite(values[i]),
                    () -> name() + ": feature " + at % width + " of "
                            + images.images().get(at / width).name() + " is not finite");
        }
        return new FeatureTable(images.size(), width, values);
    }
}
