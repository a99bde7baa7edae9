package org.effigy.dicom.picture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.Rgb;
import org.effigy.codecs.jpeg.DctJpegDecoder;

/** JPEG files (JFIF or Exif) of 8 bits, grey or in colour, the way round that Exif says they are to be looked at. */
public final class JpegPicture {
    private static final long LARGEST_BYTES = 1L << 30;
    /** A grey pixel that was stored in colour may come back this far off. */
    private static final int ROUNDING = 2;

    private static final int MIDDLE = 128;

    private static final int COM = 0xfe;
    private static final int APP15 = 0xef;

    private JpegPicture() {}

    /** Says whether a picture was refused because its kind is not supported, not because it is broken. */
    public static boolean isUnsupported(InputException refusal) {
        return refusal instanceof PixelException pixels && pixels.isUnsupported();
    }

    /** Says whether a file begins as a JPEG does. */
    public static boolean looksLikeJpeg(byte[] start) {
        return start.length >= 3 && start[0] == (byte) 0xff && start[1] == (byte) 0xd8 && start[2] == (byte) 0xff;
    }

    /**
     * Reads a JPEG file.
     *
     * @throws PixelException if it is broken, cut short, or of a kind that is not supported
     * @throws InputException if it has more pixels than memory can hold
     */
    static DecodedPicture read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw PixelException.broken("the JPEG file is longer than 1 GiB; the file is broken, restore it");
        }
        return read(Files.readAllBytes(file));
    }

    /** Reads a JPEG file from memory, as from a file. */
    public static DecodedPicture read(byte[] file) {
        JpegHeader header = JpegHeader.read(file);
        GrayImages.checkPixels((long) header.rows() * header.columns(), file.length);
        int colors = header.colors();
        FrameFormat format = new FrameFormat(header.rows(), header.columns(), 8, 8, 7, false, colors);
        int[] samples = DctJpegDecoder.decode(file, format).values();
        int[] gray = samples;
        boolean colored = false;
        if (colors == 3) {
            for (int i = 0; i < samples.length; i += 3) {
                colored |= header.rgb() ? differs(samples, i) : hasColor(samples, i);
            }
            gray = Rgb.gray(header.rgb() ? samples : Rgb.ofDifferences(samples, 8));
        }
        return new DecodedPicture(upright(gray, header), colored);
    }

    /**
     * Returns what the segments for applications and comments hold (APP0 to APP15, COM), from the file's begin to its first
     * scan; all that are whole, if the file is broken.
     */
    public static List<byte[]> texts(byte[] file) {
        List<byte[]> texts = new ArrayList<>();
        int at = 2;
        while (at + 4 <= file.length && file[at] == (byte) 0xff) {
            int marker = file[at + 1] & 0xff;
            int length = (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
            boolean fill = marker == 0xff;
            if (!fill && (marker == JpegHeader.SOS || length < 2 || at + 2 + length > file.length)) {
                break;
            }
            if (marker == COM || (marker >= JpegHeader.APP0 && marker <= APP15)) {
                texts.add(Arrays.copyOfRange(file, at + 4, at + 2 + length));
            }
            at += fill ? 1 : 2 + length;
        }
        return texts;
    }

    private static boolean differs(int[] samples, int at) {
        return Math.abs(samples[at] - samples[at + 1]) > ROUNDING || Math.abs(samples[at] - samples[at + 2]) > ROUNDING;
    }

    private static boolean hasColor(int[] samples, int at) {
        return Math.abs(samples[at + 1] - MIDDLE) > ROUNDING || Math.abs(samples[at + 2] - MIDDLE) > ROUNDING;
    }

    /** Turns and mirrors as Exif's Orientation says: 1 as stored, 3 by 180 degrees, 6 and 8 by 90, the even ones mirrored. */
    private static GrayImage upright(int[] stored, JpegHeader header) {
        int orientation = header.orientation();
        int rows = header.rows();
        int columns = header.columns();
        boolean swapped = orientation >= 5;
        int outRows = swapped ? columns : rows;
        int outColumns = swapped ? rows : columns;
        int[] out = new int[stored.length];
        for (int y = 0; y < outRows; y++) {
            for (int x = 0; x < outColumns; x++) {
                int across = swapped ? y : x;
                int down = swapped ? x : y;
                boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean fromBelow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                int column = fromRight ? columns - 1 - across : across;
                int row = fromBelow ? rows - 1 - down : down;
                out[y * outColumns + x] = stored[row * columns + column];
            }
        }
        return new GrayImage(outRows, outColumns, 8, out);
    }

    /** What the segments before the first scan say. */
    private record JpegHeader(int rows, int columns, int colors, boolean rgb, int orientation) {
        private static final int SOS = 0xda;
        private static final int EOI = 0xd9;
        private static final int APP0 = 0xe0;
        private static final int APP1 = 0xe1;
        private static final int APP14 = 0xee;
        private static final int PROGRESSIVE = 0xc2;
        private static final int ORIENTATION = 0x0112;

        static JpegHeader read(byte[] file) {
            ByteBuffer in = ByteBuffer.wrap(file);
            int at = 2;
            boolean jfif = false;
            int adobe = -1;
            int orientation = 1;
            boolean progressive = false;
            ByteBuffer frame = null;
            while (true) {
                while (at + 1 < file.length && file[at] == (byte) 0xff && file[at + 1] == (byte) 0xff) {
                    at++;
                }
                int marker = at + 4 <= file.length && file[at] == (byte) 0xff ? file[at + 1] & 0xff : -1;
                int length = marker < 0 ? 0 : Short.toUnsignedInt(in.getShort(at + 2));
                if (marker < 0 || marker == EOI || length < 2 || at + 2 + length > file.length) {
                    throw PixelException.broken("the JPEG file is cut short or broken; restore it");
                }
                ByteBuffer data = in.slice(at + 4, length - 2);
                if (marker == SOS) {
                    if (progressive) {
                        checkEnd(file, at);
                    }
                    break;
                }
                if (marker == APP0) {
                    jfif |= begins(data, "JFIF\0");
                } else if (marker == APP14 && begins(data, "Adobe") && data.limit() > 11) {
                    adobe = data.get(11) & 0xff;
                } else if (marker == APP1 && begins(data, "Exif\0\0")) {
                    orientation = orientation(data.slice(6, data.limit() - 6));
                } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                    frame = data;
                    progressive = marker == PROGRESSIVE;
                    checkKind(marker);
                }
                at += 2 + length;
            }
            return of(frame, jfif, adobe, orientation);
        }

        private static JpegHeader of(ByteBuffer frame, boolean jfif, int adobe, int orientation) {
            if (frame == null || frame.limit() < 6 || frame.limit() < 6 + 3 * (frame.get(5) & 0xff)) {
                throw PixelException.broken("the JPEG file has no frame head; the file is broken, restore it");
            }
            int bits = frame.get(0) & 0xff;
            int colors = frame.get(5) & 0xff;
            int rows = Short.toUnsignedInt(frame.getShort(1));
            int columns = Short.toUnsignedInt(frame.getShort(3));
            if (bits != 8) {
                throw PixelException.unsupported("the JPEG file has " + bits
                        + " bits per sample, supported are 8; convert it to a PNG of 16 bits");
            }
            if (colors != 1 && colors != 3) {
                throw PixelException.unsupported("the JPEG file has " + colors
                        + (colors == 4 ? " colours (CMYK)" : " colours")
                        + ", supported are 1 (grey) and 3; convert it to grey");
            }
            if (rows == 0 || columns == 0) {
                throw PixelException.unsupported(
                        "the JPEG file does not state its size before its pixels; convert it to PNG");
            }
            boolean named = colors == 3 && frame.get(6) == 'R' && frame.get(9) == 'G' && frame.get(12) == 'B';
            boolean rgb = colors == 3 && !jfif && (adobe >= 0 ? adobe == 0 : named);
            return new JpegHeader(rows, columns, colors, rgb, orientation);
        }

        private static void checkKind(int marker) {
            if (marker > 0xc2) {
                throw PixelException.unsupported(
                        "the JPEG file is lossless, hierarchical or arithmetic-coded, supported are"
                                + " baseline and progressive; convert it to PNG");
            }
        }

        /** A progressive file without its end shows a whole picture, but a coarse one. */
        private static void checkEnd(byte[] file, int firstScan) {
            int at = firstScan;
            while (at + 1 < file.length) {
                int marker = file[at] == (byte) 0xff ? file[at + 1] & 0xff : 0;
                if (marker == EOI) {
                    return;
                }
                boolean table = marker >= 0xc0 && marker < 0xd0;
                boolean segment = table || (marker > EOI && marker < 0xff);
                at += segment && at + 3 < file.length ? 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff)) : 1;
            }
            throw PixelException.broken("the JPEG file is cut short: its last scans are missing; restore it");
        }

        private static boolean begins(ByteBuffer data, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            boolean same = data.limit() >= bytes.length;
            for (int i = 0; same && i < bytes.length; i++) {
                same = data.get(i) == bytes[i];
            }
            return same;
        }

        /** Returns Orientation of the first directory of the TIFF structure, 1 where there is none that makes sense. */
        private static int orientation(ByteBuffer tiff) {
            try {
                tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                int directory = tiff.getInt(4);
                int fields = Short.toUnsignedInt(tiff.getShort(directory));
                for (int i = 0; i < fields; i++) {
                    int field = directory + 2 + 12 * i;
                    if (Short.toUnsignedInt(tiff.getShort(field)) == ORIENTATION) {
                        int value = Short.toUnsignedInt(tiff.getShort(field + 8));
                        return value >= 1 && value <= 8 ? value : 1;
                    }
                }
            } catch (IndexOutOfBoundsException e) {
                // A broken Exif block turns nothing.
                return 1;
            }
            return 1;
        }
    }
}
