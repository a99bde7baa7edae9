package org.effigy.dicom.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.effigy.codecs.FrameFormat;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;

/**
 * The attributes that say how pixel data is stored, checked; a header without pixel data will do.
 *
 * @param frames the number of frames, at least 1
 * @param format the size of a frame and of its cells
 * @param colors what the samples of a pixel mean and how native ones lie
 * @param inverted whether the lowest value is the brightest: the photometric interpretation is MONOCHROME1, or
 *     PresentationLUTShape INVERSE
 * @param transferSyntax how the pixels are compressed
 * @param notes what was odd but could be put right, each in one line without header values
 */
record PixelModule(
        int frames,
        FrameFormat format,
        ColorLayout colors,
        boolean inverted,
        TransferSyntax transferSyntax,
        List<String> notes) {
    private static final long MAX_PIXELS = 1L << 28;

    /**
     * Reads the attributes.
     *
     * @throws DicomException if one is missing or contradicts another, or if such an image cannot be decoded: of an
     *     unsupported depth, colour space or transfer syntax, or larger than memory allows
     */
    static PixelModule of(DicomFile file) {
        DataSet dataSet = file.dataSet();
        if (!dataSet.contains(Tag.Rows) && !dataSet.contains(Tag.PixelData)) {
            throw new DicomException(Kind.MISSING, "there is no image in the file: Rows (0028,0010) is missing");
        }
        List<String> notes = new ArrayList<>();
        refuseFloat(dataSet);
        ColorSpace space = space(dataSet, notes);
        TransferSyntax syntax = syntax(file);
        int rows = required(dataSet, Tag.Rows, 1, 65535);
        int columns = required(dataSet, Tag.Columns, 1, 65535);
        checkMemory((long) rows * columns * space.samples());
        FrameFormat format = format(dataSet, rows, columns, syntax.isNative(), notes);
        FrameFormat withColors = space.samples() == 1 ? format : withColors(format, notes);
        ColorLayout colors = layout(dataSet, space, withColors, syntax.hasNativeCells());
        int frames = frames(dataSet, notes);
        return new PixelModule(frames, withColors, colors, isInverted(dataSet, space), syntax, List.copyOf(notes));
    }

    private static FrameFormat withColors(FrameFormat f, List<String> notes) {
        if (f.bitsAllocated() % 8 != 0) {
            throw unsupported("BitsAllocated (0028,0100) is " + f.bitsAllocated()
                    + ", supported for colour are 8, 16 and 32; re-encode the file");
        }
        notes.add("the image is in colour, brought to grey by 0.299 R + 0.587 G + 0.114 B");
        return new FrameFormat(f.rows(), f.columns(), f.bitsAllocated(), f.bitsStored(), f.highBit(), false, 3);
    }

    private static ColorLayout layout(DataSet dataSet, ColorSpace space, FrameFormat format, boolean nativeCells) {
        if (space.samples() == 1) {
            return new ColorLayout(space, false, false);
        }
        boolean byPlane = optional(dataSet, Tag.PlanarConfiguration, 0, 1).orElse(0) == 1;
        boolean subsampled = nativeCells && photometric(dataSet).equals("YBR_FULL_422");
        if (subsampled && (byPlane || format.bitsAllocated() != 8 || format.columns() % 2 != 0)) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "PhotometricInterpretation (0028,0004) is YBR_FULL_422, which needs PlanarConfiguration 0,"
                            + " 8 bits and an even number of columns; the file is broken");
        }
        return new ColorLayout(space, byPlane, subsampled);
    }

    private static void refuseFloat(DataSet dataSet) {
        if (dataSet.contains(Tag.FloatPixelData) || dataSet.contains(Tag.DoubleFloatPixelData)) {
            throw unsupported("floating-point pixel data is not supported");
        }
    }

    private static String photometric(DataSet dataSet) {
        return dataSet.string(Tag.PhotometricInterpretation).orElse("");
    }

    private static ColorSpace space(DataSet dataSet, List<String> notes) {
        int samples = dataSet.integer(Tag.SamplesPerPixel).orElse(1);
        String photometric = photometric(dataSet);
        if (photometric.isEmpty()) {
            notes.add("PhotometricInterpretation (0028,0004) is missing, taken as "
                    + (samples == 1 ? "MONOCHROME2" : "RGB"));
        }
        ColorSpace space = ColorSpace.of(photometric, samples);
        if (space == ColorSpace.PALETTE) {
            notes.add("the image has a colour palette, brought to grey by 0.299 R + 0.587 G + 0.114 B");
        }
        return space;
    }

    private static boolean isInverted(DataSet dataSet, ColorSpace space) {
        boolean inverse = dataSet.string(Tag.PresentationLUTShape).orElse("").equals("INVERSE");
        return space == ColorSpace.GRAY && (inverse || photometric(dataSet).equals("MONOCHROME1"));
    }

    /** Returns the transfer syntax if its pixels can be decoded. */
    private static TransferSyntax syntax(DicomFile file) {
        String uid = file.transferSyntaxUid();
        Optional<TransferSyntax> known = TransferSyntax.of(uid);
        boolean printable = uid.startsWith("1.2.840.10008.") && uid.matches("[0-9.]{1,64}");
        String name = (printable ? uid : "of a private UID")
                + known.map(s -> " (" + s.title() + ")").orElse("");
        return known.filter(TransferSyntax::isDecoded)
                .orElseThrow(() -> unsupported("transfer syntax " + name
                        + " is not supported; decompress or re-encode the file with another program first"));
    }

    private static FrameFormat format(DataSet dataSet, int rows, int columns, boolean isNative, List<String> notes) {
        int allocated = required(dataSet, Tag.BitsAllocated, 1, 64);
        if (!FrameFormat.isCell(allocated) || (allocated == 12 && !isNative)) {
            throw unsupported("BitsAllocated (0028,0100) is " + allocated
                    + ", supported are 1, 8, 16, 32, and 12 without compression; re-encode the file");
        }
        int stored = optional(dataSet, Tag.BitsStored, 1, allocated).orElse(allocated);
        int highBit = dataSet.integer(Tag.HighBit).orElse(stored - 1);
        if (highBit < stored - 1 || highBit >= allocated) {
            notes.add("HighBit (0028,0102) is impossible, taken as BitsStored - 1");
            highBit = stored - 1;
        }
        int representation = optional(dataSet, Tag.PixelRepresentation, 0, 1).orElse(0);
        if (!dataSet.contains(Tag.PixelRepresentation)) {
            notes.add("PixelRepresentation (0028,0103) is missing, taken as unsigned");
        }
        return new FrameFormat(rows, columns, allocated, stored, highBit, representation == 1);
    }

    private static int frames(DataSet dataSet, List<String> notes) {
        int frames = optional(dataSet, Tag.NumberOfFrames, 0, Integer.MAX_VALUE).orElse(1);
        if (frames == 0) {
            notes.add("NumberOfFrames (0028,0008) is 0, taken as 1");
        }
        return Math.max(1, frames);
    }

    /** Refuses frames that need more than half of the memory to decode, about 16 bytes per sample. */
    private static void checkMemory(long samples) {
        long allowed = Math.min(MAX_PIXELS, Runtime.getRuntime().maxMemory() / 32);
        if (samples > allowed) {
            throw new DicomException(
                    Kind.LIMIT,
                    "Rows (0028,0010) times Columns (0028,0011) is " + samples
                            + " samples, allowed with this memory are " + allowed + "; give Java more memory (-Xmx)");
        }
    }

    private static int required(DataSet dataSet, int tag, int low, int high) {
        return optional(dataSet, tag, low, high)
                .orElseThrow(() -> new DicomException(
                        Kind.MALFORMED, Tag.describe(tag) + " is missing, an image needs it; the file is broken"));
    }

    private static OptionalInt optional(DataSet dataSet, int tag, int low, int high) {
        OptionalInt value = dataSet.integer(tag);
        if (value.isPresent() && (value.getAsInt() < low || value.getAsInt() > high)) {
            throw new DicomException(
                    Kind.MALFORMED,
                    Tag.describe(tag) + " is " + value.getAsInt() + ", allowed are " + low + " to " + high
                            + "; the file is broken");
        }
        return value;
    }

    private static DicomException unsupported(String message) {
        return new DicomException(Kind.UNSUPPORTED, message);
    }
}
