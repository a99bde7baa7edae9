package org.effigy.dicom;

import org.effigy.dicom.DicomException.Kind;
import org.effigy.dicom.pixel.BaselineJpegDecoder;
import org.effigy.dicom.pixel.FrameFormat;
import org.effigy.dicom.pixel.Jpeg2000Decoder;
import org.effigy.dicom.pixel.LosslessJpegDecoder;
import org.effigy.dicom.pixel.NativeCells;
import org.effigy.dicom.pixel.PixelException;
import org.effigy.dicom.pixel.RleDecoder;
import org.effigy.dicom.pixel.Samples;

/** Decodes a compressed frame and brings its samples to the stored values that the header describes. */
final class FrameDecoder {
    private FrameDecoder() {}

    static int[] decode(PixelModule module, byte[] bytes, int frame) {
        FrameFormat format = module.format();
        try {
            Samples samples =
                    switch (module.transferSyntax()) {
                        case RLE -> RleDecoder.decode(bytes, format);
                        case ENCAPSULATED_UNCOMPRESSED ->
                            new Samples(NativeCells.decode(bytes, format, 0), format.bitsAllocated(), false);
                        case JPEG_BASELINE, JPEG_EXTENDED -> BaselineJpegDecoder.decode(bytes, format);
                        case JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 -> LosslessJpegDecoder.decode(bytes, format);
                        case JPEG_2000, JPEG_2000_LOSSLESS -> Jpeg2000Decoder.decode(bytes, format);
                        default -> throw PixelException.unsupported("not supported");
                    };
            return reconcile(samples, format);
        } catch (PixelException e) {
            Kind kind = e.isUnsupported() ? Kind.UNSUPPORTED : Kind.MALFORMED;
            throw new DicomException(kind, "frame " + (frame + 1) + ": " + e.getMessage(), e);
        }
    }

    private static int[] reconcile(Samples samples, FrameFormat format) {
        int[] values = samples.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = format.value(values[i]);
        }
        return values;
    }
}
