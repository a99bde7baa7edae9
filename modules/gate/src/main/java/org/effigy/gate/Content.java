package org.effigy.gate;

import org.effigy.base.Check;

/**
 * What an image shows, without its brightness, its finest detail and its slow shading: a band of spatial frequencies of the
 * equalised image on a grid of {@value #BASE} x {@value #BASE}. Two images are compared by the correlation of theirs.
 */
public final class Content {
    /** Places of the grid that descriptors are made of, per side. */
    static final int GRID = 32;

    static final int LENGTH = GRID * GRID;
    /** Side of the band-passed image. */
    static final int BASE = 64;

    /** The largest side at which grey levels become ranks. */
    static final int EQUALISED = 128;

    /** The band, difference of two Gaussians, in places of {@link #BASE}. */
    static final double FINE = 1.0;

    static final double COARSE = 3.2;
    /** Over so much of the side the weight falls to nothing at the border, where shifts bring in what was not there. */
    private static final double TAPER = 3.0 / GRID;

    private final float[] band;

    private Content(float[] band) {
        this.band = band;
    }

    /**
     * Returns the content of a square image. A large one is averaged to {@value #EQUALISED} pixels first: single bright or dark
     * pixels, which a blur or a crop takes away, would stretch all ranks.
     *
     * @param image (side, side) in row order, finite, any range
     */
    public static Content of(float[] image, int side) {
        Check.sameLength("image", image.length, side * side);
        return side > EQUALISED
                ? of(Area.mean(image, side, EQUALISED), EQUALISED)
                : ofEqualised(Equalisation.of(image), side);
    }

    /** Returns the content of an image whose brightness is equalised, or of a change of one: this part is linear. */
    static Content ofEqualised(float[] image, int side) {
        float[] small = Area.mean(image, side, BASE);
        float[] fine = Blur.gaussian(small, BASE, FINE);
        float[] coarse = Blur.gaussian(small, BASE, COARSE);
        for (int i = 0; i < fine.length; i++) {
            fine[i] -= coarse[i];
        }
        return new Content(fine);
    }

    /**
     * Returns the content as it is when it is laid so over another image.
     *
     * @param places per side of the result
     * @return (places, places), weighted down at the border, mean 0; bilinear, the border goes on outside
     */
    float[] at(Placement placement, int places) {
        double angle = Math.toRadians(placement.degrees());
        double cos = Math.cos(angle) / placement.zoom();
        double sin = Math.sin(angle) / placement.zoom();
        double sign = placement.mirrored() ? -1 : 1;
        float[] out = new float[places * places];
        double sum = 0;
        double weights = 0;
        float[] window = window(places);
        for (int row = 0; row < places; row++) {
            double y = (row + 0.5) / places - 0.5 - placement.dy();
            for (int column = 0; column < places; column++) {
                double x = (column + 0.5) / places - 0.5 - placement.dx();
                double fromX = sign * (cos * x - sin * y);
                double fromY = sin * x + cos * y;
                float value = bilinear((fromY + 0.5) * BASE - 0.5, (fromX + 0.5) * BASE - 0.5);
                float weight = window[row] * window[column];
                out[row * places + column] = value;
                sum += weight * value;
                weights += weight;
            }
        }
        float mean = (float) (sum / weights);
        for (int i = 0; i < out.length; i++) {
            out[i] = (out[i] - mean) * window[i / places] * window[i % places];
        }
        return out;
    }

    /**
     * Returns the transpose of {@link #at}, from a content to the band: what a change of each place of the band counts for in the
     * inner product of the content with the argument.
     *
     * @param content (places, places)
     * @return (BASE, BASE)
     */
    static float[] transposed(float[] content, Placement placement, int places) {
        double angle = Math.toRadians(placement.degrees());
        double cos = Math.cos(angle) / placement.zoom();
        double sin = Math.sin(angle) / placement.zoom();
        double sign = placement.mirrored() ? -1 : 1;
        float[] window = window(places);
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < content.length; i++) {
            double weight = window[i / places] * window[i % places];
            sum += weight * content[i];
            weights += weight;
        }
        float mean = (float) (sum / weights);
        float[] out = new float[BASE * BASE];
        for (int row = 0; row < places; row++) {
            double y = (row + 0.5) / places - 0.5 - placement.dy();
            for (int column = 0; column < places; column++) {
                double x = (column + 0.5) / places - 0.5 - placement.dx();
                double fromX = sign * (cos * x - sin * y);
                double fromY = sin * x + cos * y;
                float value = window[row] * window[column] * (content[row * places + column] - mean);
                spread(out, value, (fromY + 0.5) * BASE - 0.5, (fromX + 0.5) * BASE - 0.5);
            }
        }
        return out;
    }

    /** Transpose of {@link #bilinear}. */
    private static void spread(float[] out, float value, double row, double column) {
        double y = Math.max(0, Math.min(BASE - 1, row));
        double x = Math.max(0, Math.min(BASE - 1, column));
        int top = Math.min((int) y, BASE - 2);
        int left = Math.min((int) x, BASE - 2);
        float down = (float) (y - top);
        float right = (float) (x - left);
        int at = top * BASE + left;
        out[at] += (1 - down) * (1 - right) * value;
        out[at + 1] += (1 - down) * right * value;
        out[at + BASE] += down * (1 - right) * value;
        out[at + BASE + 1] += down * right * value;
    }

    private static float[] window(int places) {
        float[] window = new float[places];
        for (int i = 0; i < places; i++) {
            double fromBorder = Math.min(i + 0.5, places - i - 0.5) / places;
            window[i] = (float) Math.min(1, fromBorder / TAPER);
        }
        return window;
    }

    private float bilinear(double row, double column) {
        double y = Math.max(0, Math.min(BASE - 1, row));
        double x = Math.max(0, Math.min(BASE - 1, column));
        int top = Math.min((int) y, BASE - 2);
        int left = Math.min((int) x, BASE - 2);
        float down = (float) (y - top);
        float right = (float) (x - left);
        int at = top * BASE + left;
        float upper = band[at] + right * (band[at + 1] - band[at]);
        float lower = band[at + BASE] + right * (band[at + BASE + 1] - band[at + BASE]);
        return upper + down * (lower - upper);
    }

    /** Returns the content of the same image blurred, in places of a 64th of the side. */
    Content blurred(double sigma) {
        return new Content(Blur.gaussian(band, BASE, sigma));
    }

    /** Returns the correlation of this content, laid so, with another one as it is: -1..1; 0 where one of them is even. */
    double correlation(Placement placement, Content other) {
        return cosine(at(placement, BASE), other.at(Placement.IDENTITY, BASE));
    }

    static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }
}
