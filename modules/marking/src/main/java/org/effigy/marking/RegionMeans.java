package org.effigy.marking;

/**
 * Keeps what a mark adds to the mean of any region small. Regions are the rectangles of at least 4 x 4 pixels: every side of 4 or more is a sum of
 * sides of 4 to 7, so the mean of a rectangle is a mean of those with such sides, and looking at these is enough.
 */
final class RegionMeans {
    static final int LEAST_SIDE = 4;
    static final int MOST_SIDE = 7;
    private static final int PASSES = 15;

    private final int rows;
    private final int columns;

    RegionMeans(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /** Returns a change near this one whose regions have means of at most the limit, up to rounding. */
    double[] limited(double[] change, double limit) {
        double[] out = change.clone();
        for (int pass = 0; pass < PASSES; pass++) {
            // Half of the shapes in each pass: those left out hardly differ.
            for (int height = LEAST_SIDE; height <= MOST_SIDE; height++) {
                for (int width = LEAST_SIDE + pass % 2; width <= MOST_SIDE; width += 2) {
                    subtractExcess(out, limit, height, width);
                }
            }
        }
        double[] worst = new double[out.length];
        for (int height = LEAST_SIDE; height <= MOST_SIDE; height++) {
            for (int width = LEAST_SIDE; width <= MOST_SIDE; width++) {
                raise(worst, means(out, height, width), height, width);
            }
        }
        for (int i = 0; i < out.length; i++) {
            out[i] *= Math.min(1, limit / Math.max(worst[i], Double.MIN_NORMAL));
        }
        return out;
    }

    /** Takes from each region what its mean has above the limit, spread over its pixels. */
    private void subtractExcess(double[] change, double limit, int height, int width) {
        double[] means = means(change, height, width);
        int across = columns - width + 1;
        double[] excess = new double[(rows + height - 1) * (columns + width - 1)];
        int stride = columns + width - 1;
        for (int i = 0; i < means.length; i++) {
            double over = means[i] - Math.min(Math.max(means[i], -limit), limit);
            excess[(i / across + height - 1) * stride + i % across + width - 1] = over;
        }
        double[] share = new RegionMeans(rows + height - 1, stride).means(excess, height, width);
        for (int i = 0; i < change.length; i++) {
            change[i] -= share[i];
        }
    }

    /** Raises the value of each pixel to the largest mean, without sign, of the regions that hold it. */
    private void raise(double[] worst, double[] means, int height, int width) {
        int across = columns - width + 1;
        for (int i = 0; i < means.length; i++) {
            double mean = Math.abs(means[i]);
            int at = i / across * columns + i % across;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int pixel = at + y * columns + x;
                    worst[pixel] = Math.max(worst[pixel], mean);
                }
            }
        }
    }

    /** Returns the means of all regions of one shape, by their top left pixel; none where the image is smaller. */
    double[] means(double[] change, int height, int width) {
        if (rows < height || columns < width) {
            return new double[0];
        }
        int across = columns - width + 1;
        int down = rows - height + 1;
        double[] means = new double[across * down];
        double[] sums = new double[columns + 1];
        double[] column = new double[columns];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                column[x] += change[y * columns + x];
                if (y >= height) {
                    column[x] -= change[(y - height) * columns + x];
                }
                sums[x + 1] = sums[x] + column[x];
            }
            if (y >= height - 1) {
                int at = (y - height + 1) * across;
                for (int x = 0; x < across; x++) {
                    means[at + x] = (sums[x + width] - sums[x]) / (height * width);
                }
            }
        }
        return means;
    }

    /**
     * Makes the means of whole-numbered changes keep the limit, which rounding may have broken: as long as a region is above it, the pixel
     * in it that rounding moved most in that direction goes one step back. Each step brings a change nearer to 0, so it
     * ends.
     *
     * @param steps the changes; altered
     * @param wanted what they were rounded from
     */
    void repair(int[] steps, double[] wanted, double limit) {
        boolean broken = true;
        while (broken) {
            broken = false;
            for (int height = LEAST_SIDE; height <= MOST_SIDE; height++) {
                for (int width = LEAST_SIDE; width <= MOST_SIDE; width++) {
                    broken |= repair(steps, wanted, limit, new int[] {height, width});
                }
            }
        }
    }

    private boolean repair(int[] steps, double[] wanted, double limit, int[] shape) {
        double[] now = new double[steps.length];
        for (int i = 0; i < now.length; i++) {
            now[i] = steps[i];
        }
        double[] means = means(now, shape[0], shape[1]);
        int across = columns - shape[1] + 1;
        long most = (long) Math.floor(limit * shape[0] * shape[1] + 1e-9);
        boolean broken = false;
        for (int i = 0; i < means.length; i++) {
            if (Math.abs(means[i]) > limit) {
                int at = i / across * columns + i % across;
                while (Math.abs(sum(steps, at, shape)) > most) {
                    stepBack(steps, wanted, at, shape);
                    broken = true;
                }
            }
        }
        return broken;
    }

    private long sum(int[] steps, int at, int[] shape) {
        long sum = 0;
        for (int y = 0; y < shape[0]; y++) {
            for (int x = 0; x < shape[1]; x++) {
                sum += steps[at + y * columns + x];
            }
        }
        return sum;
    }

    private void stepBack(int[] steps, double[] wanted, int at, int[] shape) {
        int sign = Long.signum(sum(steps, at, shape));
        int chosen = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int y = 0; y < shape[0]; y++) {
            for (int x = 0; x < shape[1]; x++) {
                int pixel = at + y * columns + x;
                double over = sign * (steps[pixel] - wanted[pixel]);
                if (sign * steps[pixel] > 0 && over > most) {
                    most = over;
                    chosen = pixel;
                }
            }
        }
        steps[chosen] -= sign;
    }
}
