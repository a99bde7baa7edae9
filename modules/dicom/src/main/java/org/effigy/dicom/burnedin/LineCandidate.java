package org.effigy.dicom.burnedin;

import java.util.List;

/**
 * A line of pieces that may be writing, as the model sees it; for fitting and measuring.
 *
 * @param box where it is
 * @param characters how many there may be
 * @param properties what the model weighs, in the order of its resource
 */
public record LineCandidate(Box box, int characters, List<Double> properties) {
    public LineCandidate {
        properties = List.copyOf(properties);
    }
}
