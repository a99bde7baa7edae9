package org.effigy.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.effigy.dicom.DicomException.Kind;
import org.effigy.dicom.pixel.FrameFormat;

/**
 * The attributes that say how pixel data is stored, checked; a header without pixel data will do.
 *
 * @param frames the number of frames, at least 1
 * @param format the size of a frame and of its cells
 * @param inverted whether the photometric interpretation is MONOCHROME1: the lowest value is the brightest
 * @param transferSyntax how the pixels are compressed
 * @param notes what was odd but could be put right, each in one line without header values
 */
public record PixelModule(
        int frames, FrameFormat format, boolean inverted, TransferSyntax transferSyntax, List<String> notes) {
    private static final long MAX_PIXELS = 1L << 28;
    private static final List<String> COLORS =
            List.of("PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT", "HSV", "ARGB", "CMYK");

    /**
     * Reads the attributes.
     *
     * @throws DicomException if one is missing or contradicts another, or if such an image cannot be decoded: in colour,
     *     of an unsupported depth or transfer syntax, or larger than memory allows
     */
    public static PixelModule of(DicomFile file) {
        DataSet dataSet = file.dataSet();
        if (!dataSet.contains(Tag.Rows) && !dataSet.contains(Tag.PixelData)) {
            throw new DicomException(Kind.MISSING, "there is no image in the file: Rows (0028,0010) is missing");
        }
        List<String> notes = new ArrayList<>();
        refuseFloat(dataSet);
        boolean inverted = isInverted(dataSet, notes);
        TransferSyntax syntax = syntax(file);
        int rows = required(dataSet, Tag.Rows, 1, 65535);
        int columns = required(dataSet, Tag.Columns, 1, 65535);
        checkMemory((long) rows * columns);
        FrameFormat format = format(dataSet, rows, columns, syntax.isNative(), notes);
        return new PixelModule(frames(dataSet, notes), format, inverted, syntax, List.copyOf(notes));
    }

    private static void refuseFloat(DataSet dataSet) {
        if (dataSet.contains(Tag.FloatPixelData) || dataSet.contains(Tag.DoubleFloatPixelData)) {
            throw unsupported("floating-point pixel data is not supported");
        }
    }

    private static boolean isInverted(DataSet dataSet, List<String> notes) {
        int samples = dataSet.integer(Tag.SamplesPerPixel).orElse(1);
        String photometric = dataSet.string(Tag.PhotometricInterpretation).orElse("");
        if (samples != 1) {
            throw unsupported("colour images are not supported: SamplesPerPixel (0028,0002) is " + samples
                    + ", supported is 1; convert to grey first");
        }
        if (photometric.isEmpty()) {
            notes.add("PhotometricInterpretation (0028,0004) is missing, taken as MONOCHROME2");
        } else if (!photometric.equals("MONOCHROME1") && !photometric.equals("MONOCHROME2")) {
            throw unsupported("PhotometricInterpretation (0028,0004) is "
                    + (COLORS.contains(photometric) ? photometric : "of another kind")
                    + ", supported are MONOCHROME1 and MONOCHROME2; convert to grey first");
        }
        return photometric.equals("MONOCHROME1");
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

    /** Refuses frames that need more than half of the memory to decode, about 16 bytes per pixel. */
    private static void checkMemory(long pixels) {
        long allowed = Math.min(MAX_PIXELS, Runtime.getRuntime().maxMemory() / 32);
        if (pixels > allowed) {
            throw new DicomException(
                    Kind.LIMIT,
                    "Rows (0028,0010) times Columns (0028,0011) is " + pixels + " pixels, allowed with this memory are "
                            + allowed + "; give Java more memory (-Xmx)");
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
