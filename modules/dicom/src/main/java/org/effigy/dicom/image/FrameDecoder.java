package org.effigy.dicom.image;

import org.effigy.codecs.DeflatedFrame;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;
import org.effigy.codecs.jpeg.DctJpegDecoder;
import org.effigy.codecs.jpeg.LosslessJpegDecoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Decoder;
import org.effigy.codecs.jpegls.JpegLsDecoder;
import org.effigy.codecs.rle.RleDecoder;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.TransferSyntax;

/** Decodes a compressed frame and brings its samples to the stored values that the header describes. */
final class FrameDecoder {
    private FrameDecoder() {}

    /**
     * Returns the stored values of a frame, those of one pixel together.
     *
     * @param bytes the compressed frame
     * @param frame its number, from 0, for messages
     */
    static int[] decode(PixelModule module, byte[] bytes, int frame) {
        try {
            return decode(module.transferSyntax(), bytes, module);
        } catch (PixelException e) {
            Kind kind = e.isUnsupported() ? Kind.UNSUPPORTED : Kind.MALFORMED;
            TransferSyntax syntax = module.transferSyntax();
            throw new DicomException(
                    kind,
                    "PixelData (7fe0,0010), frame " + (frame + 1) + ", transfer syntax " + syntax.uid() + " ("
                            + syntax.title() + "): " + e.getMessage(),
                    e);
        }
    }

    private static int[] decode(TransferSyntax syntax, byte[] bytes, PixelModule module) {
        FrameFormat format = module.format();
        return switch (syntax) {
            case RLE -> cells(RleDecoder.decode(bytes, format).values(), format);
            case ENCAPSULATED_UNCOMPRESSED -> cells(module.colors().decode(bytes, format, 0), format);
            case DEFLATED_IMAGE_FRAME -> {
                long length = module.colors().bytes(format, 1);
                byte[] cells = DeflatedFrame.inflate(bytes, Math.toIntExact(length));
                yield cells(module.colors().decode(cells, format, 0), format);
            }
            case JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 ->
                cells(LosslessJpegDecoder.decode(bytes, format).values(), format);
            case JPEG_BASELINE, JPEG_EXTENDED, JPEG_SPECTRAL, JPEG_PROGRESSIVE ->
                samples(DctJpegDecoder.decode(bytes, format), format);
            case JPEG_LS_LOSSLESS, JPEG_LS_NEAR_LOSSLESS ->
                cells(JpegLsDecoder.decode(bytes, format).values(), format);
            case JPEG_2000, JPEG_2000_LOSSLESS, HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL, HTJ2K ->
                samples(Jpeg2000Decoder.decode(bytes, format), format);
            default -> throw PixelException.unsupported("not supported");
        };
    }

    /** Cuts the value out of each cell, as native pixel data needs it too. */
    private static int[] cells(int[] cells, FrameFormat format) {
        format.cut(cells);
        return cells;
    }

    /**
     * Takes samples as values. Where the compressed frame and the header disagree on the sign, the header is right and the
     * sign bit is that of the compressed precision.
     */
    private static int[] samples(Samples samples, FrameFormat format) {
        int[] values = samples.values();
        int unused = 32 - samples.precision();
        for (int i = 0; samples.signed() != format.signed() && i < values.length; i++) {
            values[i] = format.signed() ? values[i] << unused >> unused : values[i] << unused >>> unused;
        }
        return values;
    }
}
