package org.effigy.dataset.screen;

/**
 * How much of a CT slice's body is lung.
 *
 * <p>The body is the largest 4-connected region of pixels above {@link #BODY_ABOVE} Hounsfield units, together with
 * everything it encloses: all pixels that no 4-connected path of other pixels joins to the border of the image. Lung is
 * every pixel of the body from {@link #LUNG_LOW} to {@link #LUNG_HIGH}. The fraction is lung pixels divided by body pixels,
 * 0 where there is no body. Air in windpipe and bowel lies mostly below the range; a lung that the edge of the image cuts
 * open is not enclosed and does not count.
 */
public final class LungFraction {
    /** Above this value a pixel may belong to the body: between lung and fat. */
    static final double BODY_ABOVE = -300;

    /** The lowest value of lung. */
    static final double LUNG_LOW = -950;

    /** The highest value of lung. */
    static final double LUNG_HIGH = -500;

    private final float[] hounsfield;
    private final int rows;
    private final int columns;
    private final int[] regions;
    private final int[] queue;

    private LungFraction(float[] hounsfield, int rows, int columns) {
        this.hounsfield = hounsfield;
        this.rows = rows;
        this.columns = columns;
        this.regions = new int[rows * columns];
        this.queue = new int[rows * columns];
    }

    /** Returns the fraction, 0 to 1, of a slice of shape (rows, columns). */
    static double of(float[] hounsfield, int rows, int columns) {
        return new LungFraction(hounsfield, rows, columns).measure();
    }

    private double measure() {
        int body = largestRegion();
        if (body == 0) {
            return 0;
        }
        boolean[] outside = outside(body);
        int inside = 0;
        int lung = 0;
        for (int i = 0; i < hounsfield.length; i++) {
            if (!outside[i]) {
                inside++;
                lung += hounsfield[i] >= LUNG_LOW && hounsfield[i] <= LUNG_HIGH ? 1 : 0;
            }
        }
        return (double) lung / inside;
    }

    /** Numbers the regions of possible body from 1 and returns the number of the largest, 0 if there is none. */
    private int largestRegion() {
        int count = 0;
        int largest = 0;
        int mostPixels = 0;
        for (int start = 0; start < regions.length; start++) {
            if (regions[start] == 0 && hounsfield[start] > BODY_ABOVE) {
                int pixels = fill(start, ++count);
                if (pixels > mostPixels) {
                    mostPixels = pixels;
                    largest = count;
                }
            }
        }
        return largest;
    }

    private int fill(int start, int region) {
        int end = 0;
        regions[start] = region;
        queue[end++] = start;
        for (int at = 0; at < end; at++) {
            for (int side = 0; side < 4; side++) {
                int next = neighbour(queue[at], side);
                if (next >= 0 && regions[next] == 0 && hounsfield[next] > BODY_ABOVE) {
                    regions[next] = region;
                    queue[end++] = next;
                }
            }
        }
        return end;
    }

    /** Returns which pixels can be reached from the border without entering the region. */
    private boolean[] outside(int region) {
        boolean[] outside = new boolean[regions.length];
        int end = 0;
        for (int i = 0; i < regions.length; i++) {
            boolean border = i < columns || i >= regions.length - columns || i % columns == 0 || (i + 1) % columns == 0;
            if (border && regions[i] != region) {
                outside[i] = true;
                queue[end++] = i;
            }
        }
        for (int at = 0; at < end; at++) {
            for (int side = 0; side < 4; side++) {
                int next = neighbour(queue[at], side);
                if (next >= 0 && !outside[next] && regions[next] != region) {
                    outside[next] = true;
                    queue[end++] = next;
                }
            }
        }
        return outside;
    }

    /** Returns the pixel left, right, above or below, -1 beyond the border. */
    private int neighbour(int pixel, int side) {
        int column = pixel % columns;
        return switch (side) {
            case 0 -> column > 0 ? pixel - 1 : -1;
            case 1 -> column + 1 < columns ? pixel + 1 : -1;
            case 2 -> pixel >= columns ? pixel - columns : -1;
            default -> pixel / columns + 1 < rows ? pixel + columns : -1;
        };
    }
}
