package org.effigy.gate;

import java.util.List;
import org.effigy.base.Check;

/**
 * What the training images have in common: ranges of general statistics, and how their thumbnails of 8 x 8 places vary. Figures of
 * all of them together, none of a single one.
 *
 * @param ranges of the statistics, in the order of the package documentation
 * @param mean of the thumbnails, row by row
 * @param covariance of the thumbnails, slightly moved ones among them: the lower triangle, row by row
 * @param limit the distance from the mean thumbnail that an image in twenty exceeds
 */
public record Likeness(List<Range> ranges, List<Double> mean, List<Double> covariance, double limit) {
    private static final double LARGEST = 1e6;

    /**
     * Where a statistic lies for all but an image in a hundred at either end.
     *
     * @param name of the statistic
     */
    public record Range(String name, double low, double high) {
        public Range {
            Check.argument(name != null, () -> "a range has no name");
            Check.inRange("low", low, -LARGEST, LARGEST);
            Check.inRange("high", high, low, LARGEST);
        }
    }

    public Likeness {
        Check.argument(ranges != null && mean != null && covariance != null, () -> "a property of likeness is missing");
        ranges = List.copyOf(ranges);
        mean = List.copyOf(mean);
        covariance = List.copyOf(covariance);
        Check.inRange("limit", limit, 0, LARGEST);
        int means = mean.size();
        int products = covariance.size();
        Check.argument(
                means == Thumbnail.LENGTH && products == Thumbnail.LENGTH * (Thumbnail.LENGTH + 1) / 2,
                () -> "likeness has " + means + " means and " + products + " covariances");
        mean.forEach(value -> Check.inRange("mean", value, -LARGEST, LARGEST));
        covariance.forEach(value -> Check.inRange("covariance", value, -LARGEST, LARGEST));
    }

    /** Returns whether these are the ranges of images of a side. */
    boolean suits(int side) {
        return ranges.stream()
                .map(Range::name)
                .toList()
                .equals(ImageStatistics.kinds(side).stream()
                        .map(ImageStatistics.Kind::name)
                        .toList());
    }
}
