package org.effigy.networks.net;

import org.effigy.base.Check;

/** A tensor of 32-bit floats with a name, its values in c-order. The arrays are not copied: treat them as read-only. */
@SuppressWarnings("ArrayRecordComponent")
public record NamedTensor(String name, long[] shape, float[] values) {
    public NamedTensor {
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        long expected = length;
        Check.argument(
                expected == values.length,
                () -> "tensor " + name + " has " + values.length + " values, its shape has room for " + expected);
    }
}
