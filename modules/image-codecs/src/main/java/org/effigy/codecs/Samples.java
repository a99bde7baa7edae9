package org.effigy.codecs;

/**
 * What a decoder makes of a frame.
 *
 * @param values row by row; the samples of a colour pixel stand together, in the order of the frame's components. They are
 *     what the frame holds, without a change of colour space, but for the component transform of JPEG 2000, which is
 *     undone: YBR of JPEG stays YBR, YBR_RCT and YBR_ICT come out as RGB.
 * @param samplesPerPixel 1 for grey, else as the format asked for
 * @param precision how many bits the compressed frame says a sample has
 * @param signed whether it says that samples are signed; negative samples are sign-extended then
 */
@SuppressWarnings("ArrayRecordComponent")
public record Samples(int[] values, int samplesPerPixel, int precision, boolean signed) {}
