package org.effigy.dataset.image;

import java.util.Random;
import org.effigy.base.Check;
import org.effigy.base.Size;

/**
 * A small random affine change of an image, so that a network that trains on few slices learns anatomy rather than the
 * pixels of single patients. Left stays left: there is no mirror image unless {@code flip} asks for one, since a mirrored
 * chest is a rare anomaly (situs inversus).
 *
 * @param rotationDegrees the largest rotation to either side, 0 to 45
 * @param scale the largest relative change of size, applied as {@code exp(u)} with u uniform in [-scale, scale], 0 to 0.5
 * @param stretch the same for the width alone, 0 to 0.5
 * @param shift the largest shift to either side as a part of the image's height and width, 0 to 0.5
 * @param flip whether an image is mirrored left to right with probability one half
 */
public record Augmentation(double rotationDegrees, double scale, double stretch, double shift, boolean flip) {
    /** No change at all. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, false);

    /** The default for training: up to 6 degrees, 10 % in size, 6 % in width, 4 % in position. */
    public static final Augmentation AFFINE = new Augmentation(6, 0.1, 0.06, 0.04, false);

    public Augmentation {
        Check.inRange("rotationDegrees", rotationDegrees, 0, 45);
        Check.inRange("scale", scale, 0, 0.5);
        Check.inRange("stretch", stretch, 0, 0.5);
        Check.inRange("shift", shift, 0, 0.5);
    }

    /**
     * Returns a fresh changed copy of an image with one channel.
     *
     * @param image (rows, columns) in row order, [-1, 1]; not changed
     * @param size rows and columns
     * @param random the image's own stream; six numbers are drawn whatever the settings
     * @return of the same shape, bilinear; the border goes on where the source lies outside of the image
     */
    public float[] apply(float[] image, Size size, Random random) {
        Check.sameLength("image", image.length, size.pixels());
        double angle = Math.toRadians(rotationDegrees) * uniform(random);
        double growth = Math.exp(scale * uniform(random));
        double width = growth * Math.exp(stretch * uniform(random));
        double shiftX = shift * size.columns() * uniform(random);
        double shiftY = shift * size.rows() * uniform(random);
        boolean mirror = random.nextDouble() < 0.5 && flip;
        if (equals(NONE)) {
            return image.clone();
        }
        // The inverse map: from a target pixel to where its value comes from.
        double xx = Math.cos(angle) / width * (mirror ? -1 : 1);
        double xy = Math.sin(angle) / width * (mirror ? -1 : 1);
        double yx = -Math.sin(angle) / growth;
        double yy = Math.cos(angle) / growth;
        double middleRow = (size.rows() - 1) / 2.0;
        double middleColumn = (size.columns() - 1) / 2.0;
        float[] out = new float[image.length];
        for (int row = 0; row < size.rows(); row++) {
            for (int column = 0; column < size.columns(); column++) {
                double dx = column - middleColumn - shiftX;
                double dy = row - middleRow - shiftY;
                out[row * size.columns() + column] =
                        bilinear(image, size, middleRow + yx * dx + yy * dy, middleColumn + xx * dx + xy * dy);
            }
        }
        return out;
    }

    /** Returns a fresh changed copy of a square image with one channel. */
    public float[] apply(float[] image, int side, Random random) {
        return apply(image, Size.square(side), random);
    }

    private static double uniform(Random random) {
        return 2 * random.nextDouble() - 1;
    }

    private static float bilinear(float[] image, Size size, double row, double column) {
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        double down = row - top;
        double right = column - left;
        double upper = (1 - right) * at(image, size, top, left) + right * at(image, size, top, left + 1);
        double lower = (1 - right) * at(image, size, top + 1, left) + right * at(image, size, top + 1, left + 1);
        return (float) ((1 - down) * upper + down * lower);
    }

    private static float at(float[] image, Size size, int row, int column) {
        int inRow = Math.max(0, Math.min(size.rows() - 1, row));
        int inColumn = Math.max(0, Math.min(size.columns() - 1, column));
        return image[inRow * size.columns() + inColumn];
    }
}
