package org.effigy.networks.export;

import org.effigy.base.Check;
import org.effigy.networks.net.Shape;

/** How what users give or get differs from what a network takes or returns. */
public sealed interface Form {
    /** Not at all: maps (N, C, H, W), or vectors (N, C). */
    record Plain() implements Form {}

    /**
     * Users have images (N, C, H, W), the network (N, C patch patch, H / patch, W / patch): channel (c patch + dy) patch + dx holds
     * the pixels of channel c at that offset in each block.
     */
    record Folded(int patch) implements Form {
        public Folded {
            Check.inRange("patch", patch, 2, 16);
        }

        /** Returns the shape of the images. */
        Shape images(Shape folded) {
            return new Shape(folded.channels() / (patch * patch), folded.height() * patch, folded.width() * patch);
        }
    }

    /**
     * Users have a number per image (N), the network its sinusoidal embedding (Vaswani et al. 2017, section 3.5): the sines, then the
     * cosines, of the number times frequencies from 1 to 1/10000, half as many as the network has channels.
     */
    record Embedded() implements Form {
        private static final double LONGEST_PERIOD = 10_000;

        /** Returns the frequencies. */
        static double[] frequencies(int channels) {
            int half = channels / 2;
            double[] frequencies = new double[half];
            for (int k = 0; k < half; k++) {
                frequencies[k] = Math.exp(-Math.log(LONGEST_PERIOD) * k / Math.max(1, half - 1));
            }
            return frequencies;
        }
    }

    Form PLAIN = new Plain();

    /** Returns the form of images that the network sees in blocks of this side; plain for 1. */
    static Form folded(int patch) {
        return patch == 1 ? PLAIN : new Folded(patch);
    }

    /** Returns a shape as users have it, without the number of images. */
    default int[] outside(Shape inside) {
        if (this instanceof Embedded) {
            return new int[0];
        }
        Shape shape = this instanceof Folded folded ? folded.images(inside) : inside;
        return shape.area() == 1
                ? new int[] {shape.channels()}
                : new int[] {shape.channels(), shape.height(), shape.width()};
    }
}
