package org.effigy.dicom.deid;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.effigy.base.InputException;
import org.effigy.codecs.CodedRun;
import org.effigy.codecs.DeflatedFrame;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.NativeCells;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Samples;
import org.effigy.codecs.jpeg.DctJpegDecoder;
import org.effigy.codecs.jpeg.LosslessJpegDecoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Decoder;
import org.effigy.codecs.jpeg2000.Jpeg2000Encoder;
import org.effigy.codecs.jpeg2000.PacketExtent;
import org.effigy.codecs.jpegls.JpegLsDecoder;
import org.effigy.codecs.jpegls.JpegLsEncoder;
import org.effigy.codecs.rle.RleDecoder;
import org.effigy.codecs.rle.RleEncoder;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.image.DicomImage;

/**
 * Writes the frames of encapsulated pixel data anew, in the same transfer syntax: of each frame only what decoding it uses,
 * and no bits outside the values. What decodes is the same, but for such bits.
 */
final class EncodedFrames {
    private static final int RLE_HEADER_BYTES = 64;

    /** Decodes a frame and tells which of its bytes were used. */
    @FunctionalInterface
    private interface Decoder {
        Samples decode(byte[] frame, FrameFormat format, Consumer<List<CodedRun>> scans);
    }

    private final DicomImage image;
    private final FrameFormat format;
    private final TransferSyntax syntax;

    EncodedFrames(DicomImage image, TransferSyntax syntax) {
        this.image = image;
        this.format = image.format();
        this.syntax = syntax;
    }

    /**
     * Returns the frames.
     *
     * @throws InputException if one cannot be decoded, or has bits outside its values that cannot be taken out of it
     */
    List<byte[]> clean() {
        List<byte[]> frames = new ArrayList<>();
        for (int frame = 0; frame < image.frames(); frame++) {
            try {
                frames.add(clean(image.encodedFrame(frame)));
            } catch (PixelException e) {
                DicomException.Kind kind =
                        e.isUnsupported() ? DicomException.Kind.UNSUPPORTED : DicomException.Kind.MALFORMED;
                throw new DicomException(kind, place(frame) + e.getMessage(), e);
            } catch (InputException e) {
                throw new InputException(place(frame) + e.getMessage(), e);
            }
        }
        return frames;
    }

    private static String place(int frame) {
        return Tag.describe(Tag.PixelData) + ", frame " + (frame + 1) + ": ";
    }

    private byte[] clean(byte[] frame) {
        return switch (syntax) {
            case RLE -> rle(frame);
            case ENCAPSULATED_UNCOMPRESSED -> cells(frame);
            case DEFLATED_IMAGE_FRAME -> deflated(cells(DeflatedFrame.inflate(frame, frameBytes())));
            case JPEG_BASELINE, JPEG_EXTENDED, JPEG_SPECTRAL, JPEG_PROGRESSIVE ->
                jpeg(frame, lowest(), DctJpegDecoder::decode);
            case JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 -> jpeg(frame, format, LosslessJpegDecoder::decode);
            case JPEG_LS_LOSSLESS, JPEG_LS_NEAR_LOSSLESS -> jpeg(frame, format, JpegLsDecoder::decode);
            case JPEG_2000, JPEG_2000_LOSSLESS, HTJ2K, HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL -> jpeg2000(frame);
            default -> throw PixelException.unsupported("frames of this transfer syntax cannot be written anew");
        };
    }

    /** Returns the format with the value at the bottom of the cell, where cosine JPEG and JPEG 2000 have it. */
    private FrameFormat lowest() {
        return new FrameFormat(
                format.rows(),
                format.columns(),
                format.bitsAllocated(),
                format.bitsStored(),
                format.bitsStored() - 1,
                format.signed(),
                format.samplesPerPixel());
    }

    private int frameBytes() {
        long subsampled = 2L * format.pixels();
        boolean isSubsampled = format.samplesPerPixel() == 3 && image.nativeBytes() == subsampled * image.frames();
        return Math.toIntExact(isSubsampled ? subsampled : NativeCells.bytes(format, 1));
    }

    private byte[] cells(byte[] frame) {
        int length = frameBytes();
        if (frame.length < length) {
            throw PixelException.broken("it has " + frame.length + " of " + length + " bytes");
        }
        byte[] cells = Arrays.copyOf(frame, length);
        boolean packed = format.bitsAllocated() % 8 != 0;
        UnusedBits.clear(cells, packed ? format.cells() : 8L * length / format.bitsAllocated(), format);
        return cells;
    }

    private static byte[] deflated(byte[] cells) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
            stream.write(cells);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    /** Unpacks the segments and packs them again, each a plane of bytes. */
    private byte[] rle(byte[] frame) {
        int[] cells = RleDecoder.decode(frame, format).values();
        int samples = format.samplesPerPixel();
        int bytes = format.bitsAllocated() / 8;
        FrameFormat plane = new FrameFormat(format.rows(), format.columns(), 8, 8, 7, false);
        ByteBuffer header = ByteBuffer.allocate(RLE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(samples * bytes);
        ByteArrayOutputStream body = new ByteArrayOutputStream(frame.length);
        int[] values = new int[format.pixels()];
        for (int segment = 0; segment < samples * bytes; segment++) {
            header.putInt(RLE_HEADER_BYTES + body.size());
            int shift = 8 * (bytes - 1 - segment % bytes);
            for (int i = 0; i < values.length; i++) {
                values[i] = UnusedBits.masked(cells[i * samples + segment / bytes], format) >>> shift & 0xff;
            }
            byte[] packed = new RleEncoder().encode(values, plane);
            body.write(packed, RLE_HEADER_BYTES, packed.length - RLE_HEADER_BYTES);
        }
        return ByteBuffer.allocate(RLE_HEADER_BYTES + body.size())
                .put(header.array())
                .put(body.toByteArray())
                .array();
    }

    private byte[] jpeg(byte[] frame, FrameFormat cell, Decoder decoder) {
        List<List<CodedRun>> scans = new ArrayList<>();
        Samples samples = decoder.decode(frame, format, scans::add);
        if (UnusedBits.count(samples.values(), samples.precision(), cell) > 0) {
            return withoutUnusedBits(samples);
        }
        byte[] clean = CleanJpeg.of(frame, format, scans);
        // A 0 may make the length even.
        int padding = frame.length - clean.length;
        boolean same = padding >= 0 && padding <= 1 && Arrays.equals(clean, Arrays.copyOf(frame, clean.length));
        if (!same) {
            compare(samples, decoder.decode(clean, format, runs -> {}));
        }
        return clean;
    }

    private byte[] jpeg2000(byte[] frame) {
        PacketExtent extent = PacketExtent.of(frame);
        CleanJpeg2000.Result clean = CleanJpeg2000.of(frame, extent);
        if (!clean.cut() && extent.precision() <= format.bitsStored()) {
            return clean.bytes();
        }
        Samples samples = Jpeg2000Decoder.decode(frame, format);
        if (UnusedBits.count(samples.values(), samples.precision(), lowest()) > 0) {
            return withoutUnusedBits(samples);
        }
        compare(samples, Jpeg2000Decoder.decode(clean.bytes(), format));
        return clean.bytes();
    }

    private static void compare(Samples before, Samples after) {
        if (!Arrays.equals(before.values(), after.values())) {
            throw new InputException("what is hidden in it cannot be taken out without changing the image;"
                    + " decompress the file first");
        }
    }

    /** Compresses the values alone, without loss, where that can be done in the same transfer syntax. */
    private byte[] withoutUnusedBits(Samples samples) {
        FrameEncoder encoder =
                switch (syntax) {
                    case JPEG_LS_LOSSLESS, JPEG_LS_NEAR_LOSSLESS -> new JpegLsEncoder();
                    case JPEG_2000, JPEG_2000_LOSSLESS -> new Jpeg2000Encoder();
                    default -> throw bitsSet();
                };
        // The encoders put the value at the bottom of its cell.
        if (format.samplesPerPixel() != 1 || format.highBit() != format.bitsStored() - 1) {
            throw bitsSet();
        }
        int[] values = samples.values().clone();
        format.cut(values);
        return encoder.encode(values, format);
    }

    private static InputException bitsSet() {
        return new InputException("bits outside of " + Tag.describe(Tag.BitsStored)
                + " are set, in which text may be drawn, and they cannot be taken out of pixels compressed this way;"
                + " decompress the file first");
    }
}
