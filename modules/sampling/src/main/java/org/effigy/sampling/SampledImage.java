package org.effigy.sampling;

/**
 * One sampled image.
 *
 * @param index from 1
 * @param seed of this image alone
 * @param className "" without classes
 * @param scaled (size, size), nominally [-1, 1]
 */
@SuppressWarnings("ArrayRecordComponent")
public record SampledImage(int index, long seed, String className, float[] scaled) {}
