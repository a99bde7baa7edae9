package org.effigy.gate;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.effigy.base.Check;

/**
 * From which distance on a training image counts as copied, and from where on an image counts as unlike anything real: both from
 * how near real images of other patients come to the training images.
 *
 * @param basis whose images: {@code held-out patients}, {@code held-out and training patients} (a training image beside those of
 *     other patients) or {@code training patients}; {@code none} where there are no two patients
 * @param patients how many
 * @param images how many
 * @param copyDistance differing signs, of {@value Projection#BITS}; up to this an image is a near copy
 * @param copyAccused the part of these patients with an image that counts as a copy
 * @param reach an image that lies more margins than this outside of what the training images have in common is unlike anything
 *     real; in records of version 1 it means something else
 * @param reachAccused the part of these patients with an image that does; the same
 */
public record Calibration(
        String basis,
        int patients,
        int images,
        int copyDistance,
        double copyAccused,
        double reach,
        double reachAccused) {
    static final String HELD_OUT = "held-out patients";
    static final String BOTH = "held-out and training patients";
    static final String TRAINING = "training patients";
    static final String NONE = "none";

    /** The distance at which the correlation is 0.92, where there is nobody to compare with. */
    private static final int WITHOUT_BASIS = 64;

    /** Real images seldom lie so far outside; good images of a model that was trained for minutes do. */
    private static final double LEAST_REACH = 1.35;

    /** Where real images lie further outside, they are refused rather than the rule given up. */
    private static final double LARGEST_REACH = 2.5;
    /** The part of patients that either rule may accuse where they are many. */
    private static final double ACCUSED = 0.005;

    private static final int MANY = 200;
    /** So many spreads (median less 16th percentile) below the median lies half a percent of a normal distribution. */
    private static final double SPREADS = 2.576;

    /** The reach goes so much beyond the image that it was taken from. */
    private static final double BEYOND = 1.1;

    public Calibration {
        Check.inRange("copyDistance", copyDistance, 0, Projection.BITS);
        Check.inRange("reach", reach, 0, 1e6);
        Check.argument(basis != null, () -> "a calibration has no basis");
    }

    /** How one real image lies: its patient, its least distance, and how far it is outside of what others have in common. */
    record Place(String patient, int distance, double unlikeness) {}

    static Calibration of(String basis, Place[] places) {
        if (places.length == 0) {
            return new Calibration(NONE, 0, 0, WITHOUT_BASIS, 0, LEAST_REACH, 0);
        }
        Map<String, Integer> nearest = new TreeMap<>();
        Map<String, Double> unlike = new TreeMap<>();
        for (Place place : places) {
            nearest.merge(place.patient(), place.distance(), Math::min);
            unlike.merge(place.patient(), place.unlikeness(), Math::max);
        }
        int[] least =
                nearest.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        double[] most = unlike.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int copy = copyDistance(least);
        double reach = reach(most);
        return new Calibration(
                basis,
                least.length,
                places.length,
                copy,
                part(Arrays.stream(least).filter(d -> d <= copy).count(), least.length),
                reach,
                part(Arrays.stream(most).filter(r -> r > reach).count(), most.length));
    }

    private static double part(long some, int all) {
        return (double) some / all;
    }

    /**
     * Returns the largest distance that accuses at most half a percent of the patients; where they are fewer than {@value #MANY},
     * none of them, and not more than half a percent of a normal distribution with their median and lower spread.
     *
     * @param least the patients' least distances, ascending
     */
    static int copyDistance(int[] least) {
        int n = least.length;
        int empirical = least[n >= MANY ? (int) (ACCUSED * n) : 0] - 1;
        int distance = empirical;
        if (n < MANY) {
            double median = least[n / 2];
            double spread = Math.max(1, median - least[(int) (0.16 * n)]);
            distance = (int) Math.min(empirical, Math.floor(median - SPREADS * spread));
        }
        // An exact copy is one whatever the data are.
        return Math.max(0, Math.min(distance, Projection.BITS / 4));
    }

    /**
     * Returns a tenth more than what at most half a percent of the patients exceed, or none of a few.
     *
     * @param most the patients' largest values, ascending
     */
    private static double reach(double[] most) {
        int n = most.length;
        return Math.max(
                LEAST_REACH, Math.min(LARGEST_REACH, BEYOND * most[n - 1 - (n >= MANY ? (int) (ACCUSED * n) : 0)]));
    }
}
