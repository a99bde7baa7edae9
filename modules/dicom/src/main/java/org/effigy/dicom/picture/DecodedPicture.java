package org.effigy.dicom.picture;

/**
 * A picture as grey values. Of red, green and blue these are 0.299 R + 0.587 G + 0.114 B, rounded; of luminance and
 * differences first red, green and blue are made.
 *
 * @param colored whether some pixel was not grey
 */
public record DecodedPicture(GrayImage image, boolean colored) {}
