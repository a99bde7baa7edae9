package org.effigy.dicom.net;

import org.effigy.base.Check;

/**
 * How much is fetched.
 *
 * @param query which series
 * @param limit the most instances in all
 * @param perSeries the most instances of a series
 * @param mostBytes the largest file
 */
public record PullOptions(ArchiveQuery query, int limit, int perSeries, long mostBytes) {
    /** 1 GiB: larger than any CT, CR or DX file. */
    public static final long USUAL_MOST_BYTES = 1L << 30;

    public PullOptions {
        Check.positive("limit", limit);
        Check.positive("perSeries", perSeries);
        Check.argument(mostBytes > 0, () -> "mostBytes is " + mostBytes + ", it must be positive");
    }
}
