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
    /** How large a part of the range an error of a lossy compression may be. */
    private static final int PART_OF_RANGE = 16;

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
            case RLE -> cells(RleDecoder.decode(bytes, format), format);
            case ENCAPSULATED_UNCOMPRESSED -> cut(module.colors().decode(bytes, format, 0), format);
            case DEFLATED_IMAGE_FRAME -> {
                long length = module.colors().bytes(format, 1);
                byte[] cells = DeflatedFrame.inflate(bytes, Math.toIntExact(length));
                yield cut(module.colors().decode(cells, format, 0), format);
            }
            case JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 -> cells(LosslessJpegDecoder.decode(bytes, format), format);
            case JPEG_BASELINE, JPEG_EXTENDED, JPEG_SPECTRAL, JPEG_PROGRESSIVE ->
                near(signed(DctJpegDecoder.decode(bytes, format), format), format);
            case JPEG_LS_LOSSLESS -> cells(JpegLsDecoder.decode(bytes, format), format);
            case JPEG_LS_NEAR_LOSSLESS -> nearCells(JpegLsDecoder.decode(bytes, format), format);
            case JPEG_2000_LOSSLESS, HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL ->
                cells(signed(Jpeg2000Decoder.decode(bytes, format), format), format);
            case JPEG_2000, HTJ2K -> near(signed(Jpeg2000Decoder.decode(bytes, format), format), format);
            default -> throw PixelException.unsupported("not supported");
        };
    }

    /** Returns the values of a frame compressed without loss: what is in the bits beside them is left out. */
    private static int[] cells(Samples samples, FrameFormat format) {
        // What is narrower and has a sign is as wide as the cell already.
        if (samples.precision() > format.bitsStored() || !samples.signed()) {
            place(samples, format).cut(samples.values());
        }
        return samples.values();
    }

    /** Cuts the value out of each cell, as native pixel data needs it too. */
    private static int[] cut(int[] cells, FrameFormat format) {
        format.cut(cells);
        return cells;
    }

    private static int[] nearCells(Samples samples, FrameFormat format) {
        boolean wider = samples.precision() > format.bitsStored();
        return wider ? near(signed(samples, format), format) : cells(samples, format);
    }

    /**
     * Returns the values of a frame compressed with loss. One a little beyond the range that BitsStored allows is an error
     * of the compression and is limited; what is farther off has other bits beside the value, which are left out.
     */
    private static int[] near(Samples samples, FrameFormat format) {
        int[] values = samples.values();
        if (samples.precision() <= format.bitsStored()) {
            return values;
        }
        FrameFormat place = place(samples, format);
        boolean atBottom = place.highBit() == format.bitsStored() - 1;
        long range = 1L << format.bitsStored();
        long lowest = format.signed() ? -range / 2 : 0;
        long highest = lowest + range - 1;
        for (int i = 0; i < values.length; i++) {
            long limited = Math.max(lowest, Math.min(highest, values[i]));
            boolean error = atBottom && Math.abs(values[i] - limited) <= range / PART_OF_RANGE;
            values[i] = error ? (int) limited : place.value(values[i]);
        }
        return values;
    }

    /** Returns where in a sample the value lies: at its bottom, unless the frame holds the whole cell. */
    private static FrameFormat place(Samples samples, FrameFormat f) {
        int high = f.highBit() < samples.precision() ? f.highBit() : f.bitsStored() - 1;
        return new FrameFormat(
                f.rows(), f.columns(), f.bitsAllocated(), f.bitsStored(), high, f.signed(), f.samplesPerPixel());
    }

    /**
     * Gives samples the sign of the header. Where the compressed frame and the header disagree on it, the header is right
     * and the sign bit is that of the compressed precision.
     */
    private static Samples signed(Samples samples, FrameFormat format) {
        int[] values = samples.values();
        int unused = 32 - samples.precision();
        for (int i = 0; samples.signed() != format.signed() && i < values.length; i++) {
            values[i] = format.signed() ? values[i] << unused >> unused : values[i] << unused >>> unused;
        }
        return new Samples(values, samples.samplesPerPixel(), samples.precision(), format.signed());
    }
}
