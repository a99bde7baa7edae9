package org.effigy.marking;

import java.util.stream.Stream;

/**
 * How a mark is laid into an image. All versions have the same tile and are found by the same search; an image that was marked by one is
 * marked again to the same pixels by that one only. They differ in images whose regions' means are guarded, that is in CT.
 */
public enum WatermarkVersion {
    /** In CT at scales up to 1.4, above 1.1 of which little of the mark is left where no region's mean sees it. */
    ONE("1", 0.72, 1.4, 0.03),

    /**
     * In CT at scales around 0.92: finer ones are lost in JPEG and resizing, coarser ones to the means of regions. It is laid where it agrees
     * with the image after a loss as by JPEG ({@link JpegLoss}), and added once more where regions' means have room.
     */
    TWO("2", 0.85, 1.0, 0.01);

    /** The version that images are marked with today. */
    public static final WatermarkVersion LATEST = TWO;

    private final String text;
    private final double smallest;
    private final double largest;
    private final double leastResponse;

    WatermarkVersion(String text, double smallest, double largest, double leastResponse) {
        this.text = text;
        this.smallest = smallest;
        this.largest = largest;
        this.leastResponse = leastResponse;
    }

    /** Says whether there is a version that a manifest names so. */
    public static boolean isKnown(String text) {
        return Stream.of(values()).anyMatch(version -> version.text.equals(text));
    }

    /** Returns the version that a manifest names so. */
    public static WatermarkVersion of(String text) {
        return Stream.of(values())
                .filter(version -> version.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the version of the watermark is '" + text + "', known are 1 and 2"));
    }

    /** Returns the version as manifests name it. */
    public String text() {
        return text;
    }

    /** Returns the smallest scale at which the tile is laid where regions' means are guarded. */
    double smallest() {
        return smallest;
    }

    double largest() {
        return largest;
    }

    /** Returns what is added to the response of regions' means, which keeps the weight of frequencies that none sees finite. */
    double leastResponse() {
        return leastResponse;
    }
}
