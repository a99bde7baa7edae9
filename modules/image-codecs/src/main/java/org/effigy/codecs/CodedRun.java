package org.effigy.codecs;

/**
 * Entropy-coded bytes of a frame that its decoder has used: those of a scan, or of one restart interval of it.
 *
 * @param start the position of the first byte in the frame
 * @param end the position behind the last one
 */
public record CodedRun(int start, int end) {}
