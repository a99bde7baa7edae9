package org.effigy.dicom.pixel;

/**
 * What a decoder makes of a frame.
 *
 * @param values row by row
 * @param precision how many bits the compressed frame says a sample has
 * @param signed whether it says that samples are signed; negative samples are sign-extended then
 */
@SuppressWarnings("ArrayRecordComponent")
public record Samples(int[] values, int precision, boolean signed) {}
