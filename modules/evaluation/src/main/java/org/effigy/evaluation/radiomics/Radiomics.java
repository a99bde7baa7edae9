package org.effigy.evaluation.radiomics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.effigy.base.Check;
import org.effigy.evaluation.features.PerImage;

/**
 * The feature space of radiomics: 79 features of each of nine images, the original, four Laplacians of Gaussians and four parts of
 * a wavelet transform. The image is first brought to mean 0 and standard deviation 100; grey levels are 5 wide; 300 is added where
 * values are squared.
 *
 * <p>The whole image is the region; distances are in pixels of the common size. Features are not standardised here.
 */
public final class Radiomics extends PerImage {
    /** The name of the space. */
    public static final String NAME = "radiomics";

    private static final double SCALE = 100;
    private static final double SHIFT = 300;
    private static final double BIN_WIDTH = 5;
    private static final int VERSION = 1;

    /** The names of all features, in the order of a row. */
    public static final List<String> FEATURES = features();

    private static List<String> features() {
        List<String> names = new ArrayList<>();
        Filters.apply(new Plane(2, new double[4])).keySet().forEach(image -> {
            FirstOrder.NAMES.forEach(name -> names.add(image + "_firstorder_" + name));
            CoOccurrence.NAMES.forEach(name -> names.add(image + "_glcm_" + name));
            ZoneFeatures.RUN_NAMES.forEach(name -> names.add(image + "_glrlm_" + name));
            ZoneFeatures.ZONE_NAMES.forEach(name -> names.add(image + "_glszm_" + name));
            ToneDifferences.NAMES.forEach(name -> names.add(image + "_ngtdm_" + name));
        });
        return List.copyOf(names);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String key() {
        return "radiomics " + VERSION;
    }

    @Override
    public boolean standardised() {
        return true;
    }

    @Override
    protected int width(int side) {
        return FEATURES.size();
    }

    @Override
    protected void features(float[] image, int side, float[] out, int offset) {
        double[] row = of(image, side);
        for (int i = 0; i < row.length; i++) {
            out[offset + i] = (float) row[i];
        }
    }

    /** Returns the features of an image, shape (side, side), by {@link #FEATURES}. */
    static double[] of(float[] image, int side) {
        Check.inRange("side", side, 2, 4096);
        double[] all = new double[FEATURES.size()];
        int at = 0;
        Map<String, Plane> images = Filters.apply(Plane.normalised(side, image, SCALE));
        for (Plane plane : images.values()) {
            GreyLevels levels = GreyLevels.of(plane, BIN_WIDTH);
            at = put(all, at, FirstOrder.of(plane, levels, SHIFT));
            at = put(all, at, CoOccurrence.of(levels));
            at = put(all, at, RunLengths.of(levels));
            at = put(all, at, SizeZones.of(levels));
            at = put(all, at, ToneDifferences.of(levels));
        }
        return all;
    }

    private static int put(double[] all, int at, double[] some) {
        System.arraycopy(some, 0, all, at, some.length);
        return at + some.length;
    }
}
