package org.effigy.marking;

/**
 * Puts the mark into an image. The tile may lie at any shift and scale, since the detector looks for it everywhere; so it is laid where the
 * image agrees with it already, best of the scales 0.72 to 1.4 (CT: those of the version), and little has to be added
 * (informed embedding, after Costa's "Writing on dirty paper", 1983). The same image gives the same result, on every machine.
 */
public final class WatermarkEmbedder {
    /** Scales from which resizing to 75 % leads to ones that are searched; in CT the version chooses among them. */
    private static final double SMALLEST = 0.72;

    private static final double LARGEST = 1.4;
    /** Of the limit of a region's mean, the part that is used; rounding needs the rest. */
    private static final double BEFORE_ROUNDING = 0.95;

    /** Part of its strength that the tile is added with a second time. */
    private static final double AGAIN = 0.5;

    private static final int NEIGHBOURHOOD = 9;
    private static final int SCALINGS = 4;

    private final MarkLimits limits;
    private final Pattern pattern;
    private final WatermarkKey key = WatermarkKey.PUBLISHED;
    private final WatermarkVersion version;
    private final boolean guarded;
    private final double smallest;
    private final double largest;

    /** Makes an embedder of the latest version. */
    public WatermarkEmbedder(MarkLimits limits) {
        this(limits, WatermarkVersion.LATEST);
    }

    /** Makes an embedder of a version, with the published key. */
    public WatermarkEmbedder(MarkLimits limits, WatermarkVersion version) {
        this.limits = limits;
        this.version = version;
        guarded = limits.regionMean() > 0;
        pattern = guarded ? Pattern.withoutMeans(key, version.leastResponse()) : Pattern.flat(key);
        smallest = guarded ? version.smallest() : SMALLEST;
        largest = guarded ? version.largest() : LARGEST;
    }

    /**
     * Returns an image with the mark: whole stored values, between the lowest and the highest there are.
     *
     * @param image stored values, which need not be whole: they are rounded after the mark is added
     */
    public Plane mark(Plane image) {
        double[] change = change(image);
        // Where one step of a stored value is more than a region may change, rounding decides, and nothing can be
        // repaired.
        boolean repairs = limits.regionMean() >= 1;
        int[] before = rounded(image, new double[change.length]);
        int[] after = rounded(image, change);
        if (repairs) {
            int[] steps = new int[after.length];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = after[i] - before[i];
            }
            new RegionMeans(image.rows(), image.columns()).repair(steps, change, limits.regionMean());
            for (int i = 0; i < steps.length; i++) {
                after[i] = before[i] + steps[i];
            }
        }
        float[] out = new float[after.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = after[i];
        }
        return new Plane(image.rows(), image.columns(), out);
    }

    private int[] rounded(Plane image, double[] change) {
        int[] out = new int[change.length];
        for (int i = 0; i < out.length; i++) {
            long value = Math.round(image.values()[i] + change[i]);
            out[i] = (int) Math.max(limits.lowest(), Math.min(limits.highest(), value));
        }
        return out;
    }

    /** Returns what is added to each pixel before rounding. */
    double[] change(Plane image) {
        if (limits.most() == 0) {
            return new double[image.values().length];
        }
        double[] tile = tile(image);
        double[] amplitude = amplitude(image);
        double[] change = new double[amplitude.length];
        for (int i = 0; i < change.length; i++) {
            // Its peaks are flattened: no pixel may change more than its limit.
            change[i] = amplitude[i] * StrictMath.tanh(tile[i]);
        }
        if (!guarded) {
            scaleToRms(change);
            return change;
        }
        double limit = BEFORE_ROUNDING * limits.regionMean();
        RegionMeans regions = new RegionMeans(image.rows(), image.columns());
        double[] limited = regions.limited(change, limit);
        if (version == WatermarkVersion.ONE) {
            return limited;
        }
        // What the means took is given back where they have room.
        for (int i = 0; i < change.length; i++) {
            double more = limited[i] + AGAIN * amplitude[i] * tile[i];
            change[i] = Math.max(-amplitude[i], Math.min(amplitude[i], more));
        }
        return regions.limited(change, limit);
    }

    /** Returns the tile, laid where it agrees best, with the sign that it agrees with. */
    private double[] tile(Plane image) {
        // JPEG takes most of a mark in CT, so there it is laid where it agrees with what JPEG leaves.
        boolean coarse = guarded && version != WatermarkVersion.ONE;
        Finding place = Watermark.place(coarse ? JpegLoss.of(image) : image, key, smallest, largest);
        int top = (image.rows() - Math.min(image.rows(), Watermark.SEARCHED)) / 2;
        int left = (image.columns() - Math.min(image.columns(), Watermark.SEARCHED)) / 2;
        double sign = place.statistic() < 0 ? -1 : 1;
        double[] tile = new double[image.values().length];
        for (int y = 0; y < image.rows(); y++) {
            double row = (y - top) / place.scale() - place.rowShift();
            for (int x = 0; x < image.columns(); x++) {
                double column = (x - left) / place.scale() - place.columnShift();
                tile[y * image.columns() + x] = sign * pattern.at(row, column);
            }
        }
        return tile;
    }

    /** Returns the change allowed at each pixel. */
    private double[] amplitude(Plane image) {
        double[] energy = Residual.localEnergy(Residual.highPass(image), image, NEIGHBOURHOOD);
        for (int i = 0; i < energy.length; i++) {
            double texture = limits.texture() * Math.sqrt(energy[i]);
            energy[i] = Math.min(limits.most(), Math.max(limits.flat(), texture));
        }
        return energy;
    }

    private void scaleToRms(double[] change) {
        for (int pass = 0; pass < SCALINGS && limits.rms() > 0; pass++) {
            double squares = 0;
            for (double value : change) {
                squares += value * value;
            }
            double factor = limits.rms() / Math.max(Math.sqrt(squares / change.length), Double.MIN_NORMAL);
            for (int i = 0; i < change.length; i++) {
                change[i] = Math.max(-limits.most(), Math.min(limits.most(), change[i] * factor));
            }
        }
    }
}
