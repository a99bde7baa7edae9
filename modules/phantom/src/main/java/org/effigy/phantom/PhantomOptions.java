package org.effigy.phantom;

import org.effigy.base.Check;
import org.effigy.dicom.image.PixelEncoding;

/**
 * Which phantoms a data set holds. The same options give the same files, byte for byte, on the same
 * Java platform.
 *
 * @param kind what is simulated
 * @param count how many images, 1 to 1,000,000
 * @param size height and width in pixels, 64 to 512
 * @param seed chooses the patients and all else
 * @param lesionFraction share of images with a lesion: 0.5 for balanced classes, less for a rare one
 * @param slicesPerPatient CT: how many slices in a row share a patient
 * @param encoding how the files store the pixels
 * @param masks whether the masks of the lesions are written, too
 */
public record PhantomOptions(
        PhantomKind kind,
        int count,
        int size,
        long seed,
        double lesionFraction,
        int slicesPerPatient,
        PixelEncoding encoding,
        boolean masks) {
    public PhantomOptions {
        Check.inRange("count", count, 1, 1_000_000);
        Check.inRange("size", size, 64, 512);
        Check.inRange("lesion fraction", lesionFraction, 0, 1);
        Check.positive("slices per patient", slicesPerPatient);
    }

    /** Returns options with balanced classes and, for CT, 4 slices per patient. */
    public static PhantomOptions of(PhantomKind kind, int count, int size, long seed) {
        return new PhantomOptions(kind, count, size, seed, 0.5, 4, PixelEncoding.EXPLICIT, false);
    }

    /** Returns these options with another share of lesions. */
    public PhantomOptions withLesionFraction(double fraction) {
        return new PhantomOptions(kind, count, size, seed, fraction, slicesPerPatient, encoding, masks);
    }

    /** Returns these options with another way to store pixels. */
    public PhantomOptions withEncoding(PixelEncoding other) {
        return new PhantomOptions(kind, count, size, seed, lesionFraction, slicesPerPatient, other, masks);
    }

    /** Returns these options with masks of the lesions or without. */
    public PhantomOptions withMasks(boolean written) {
        return new PhantomOptions(kind, count, size, seed, lesionFraction, slicesPerPatient, encoding, written);
    }
}
