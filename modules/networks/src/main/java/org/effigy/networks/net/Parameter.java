package org.effigy.networks.net;

import java.util.Arrays;

/**
 * A named tensor that a network learns, or a running statistic that it keeps.
 *
 * @param name the operation's, followed by {@code .weight}, {@code .bias}, {@code .gamma}, {@code .beta}, {@code .mean} or
 *     {@code .variance}
 * @param shape in PyTorch's layout
 * @param init its first values
 */
@SuppressWarnings("ArrayRecordComponent")
public record Parameter(String name, long[] shape, Init init) {
    /** Returns the number of values. */
    public int length() {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }
}
