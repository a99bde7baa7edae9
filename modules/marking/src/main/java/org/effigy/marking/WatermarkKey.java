package org.effigy.marking;

import java.util.Arrays;
import java.util.Random;
import org.effigy.base.Seeds;

/**
 * The secret of a watermark: a phase for each frequency of a square tile. The tile has magnitude one where the
 * frequency, in cycles per pixel, lies in [{@value #LOWEST}, {@value #HIGHEST}], else zero. Below them an image has too much
 * of its own, above them JPEG and resizing leave nothing.
 */
public final class WatermarkKey {
    /** Pixels of a side of the tile, which repeats in both directions. */
    static final int SIDE = 64;

    static final double LOWEST = 0.10;
    static final double HIGHEST = 0.36;

    static final Fft TILE = new Fft(SIDE);

    /** The seed of {@link #PUBLISHED}. It is no secret: whoever wants to may look for the mark, and may forge it. */
    private static final long PUBLISHED_SEED = 2026;

    /** The key that every image of this program is marked with. */
    public static final WatermarkKey PUBLISHED = new WatermarkKey(PUBLISHED_SEED);

    private final double[] re;
    private final double[] im;

    private WatermarkKey(long seed) {
        re = new double[SIDE * SIDE];
        im = new double[SIDE * SIDE];
        Random random = Seeds.of(seed, "watermark key", 1);
        for (int i = 0; i < re.length; i++) {
            re[i] = random.nextGaussian();
        }
        // The phases of white noise are independent and uniform, and the tile is real.
        TILE.forward(re, im);
        for (int i = 0; i < re.length; i++) {
            double magnitude = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
            boolean used = inBand(i) && magnitude > 0;
            re[i] = used ? re[i] / magnitude : 0;
            im[i] = used ? im[i] / magnitude : 0;
        }
    }

    /** Returns a key that marks no image: what it finds in one is chance. */
    public static WatermarkKey decoy(long seed) {
        return new WatermarkKey(Seeds.derive(seed, "decoy", 1));
    }

    /** Returns the real part of the key at a frequency, row by row. */
    double re(int frequency) {
        return re[frequency];
    }

    double im(int frequency) {
        return im[frequency];
    }

    /** Says whether the key uses a frequency of the tile. */
    static boolean inBand(int frequency) {
        double f = radius(frequency);
        return f >= LOWEST && f <= HIGHEST;
    }

    /** Returns the length of a frequency, in cycles per pixel. */
    static double radius(int frequency) {
        double u = cycles(frequency / SIDE);
        double v = cycles(frequency % SIDE);
        return Math.sqrt(u * u + v * v);
    }

    /** Returns the frequency of a row or column of the tile's spectrum in cycles per pixel, from -0.5 to 0.5. */
    static double cycles(int position) {
        return (position < SIDE / 2 ? position : position - SIDE) / (double) SIDE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WatermarkKey key && Arrays.equals(re, key.re) && Arrays.equals(im, key.im);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(re);
    }
}
