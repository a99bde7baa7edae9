package org.effigy.dicom.burnedin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.ExplicitFile;

/**
 * Paints areas of a DICOM image black, for good: the cells themselves are overwritten. A compressed image is decompressed for
 * it, where there is anything to paint; all other pixels keep their values.
 */
public final class PixelMasker {
    private static final int LOOKS = 2;
    private static final Set<Integer> CELLS = Set.of(8, 16, 32);

    private final MaskRules rules;
    private final boolean detect;

    /** Makes a masker: by the rules, and, if so, of the writing that is found. */
    public PixelMasker(MaskRules rules, boolean detect) {
        this.rules = rules;
        this.detect = detect;
    }

    /** Returns the areas that rules give for an image. */
    public List<Box> ruled(DataSet dataSet) {
        return rules.boxes(
                dataSet.string(Tag.Modality)
                        .map(m -> m.strip().toUpperCase(Locale.ROOT))
                        .orElse(""),
                dataSet.integer(Tag.Rows).orElse(0),
                dataSet.integer(Tag.Columns).orElse(0));
    }

    /**
     * Returns the file with its areas black, or the file itself where there are none.
     *
     * @throws DicomException if the pixels cannot be decoded or are of a kind that cannot be painted
     */
    public DicomFile apply(DicomFile file) {
        if (file.dataSet().integer(Tag.SamplesPerPixel).orElse(1) == 3) {
            return color(file);
        }
        DicomImage image = DicomImage.of(file);
        if (image.isColor()) {
            throw unsupported("images with a palette cannot be");
        }
        List<List<Box>> areas = new ArrayList<>();
        boolean any = false;
        for (int frame = 0; frame < image.frames(); frame++) {
            List<Box> boxes = areas(
                    file.dataSet(), detect ? image.modalityValues(frame) : new float[0], image.rows(), image.columns());
            any |= !boxes.isEmpty();
            areas.add(boxes);
        }
        if (!any) {
            return file;
        }
        return painted(ExplicitFile.of(file, image), image, areas);
    }

    private static DicomFile painted(DicomFile explicit, DicomImage image, List<List<Box>> areas) {
        int cell = explicit.dataSet().integer(Tag.BitsAllocated).orElse(0);
        if (!CELLS.contains(cell)) {
            throw unsupported("BitsAllocated (0028,0100) is " + cell + ", supported are 8, 16 and 32");
        }
        byte[] pixels = bytes(explicit).clone();
        for (int frame = 0; frame < image.frames(); frame++) {
            long black = darkest(image.storedValues(frame), image.isInverted(), image.isSigned())
                    << (explicit.dataSet().integer(Tag.HighBit).orElse(image.bitsStored() - 1)
                            - image.bitsStored()
                            + 1);
            int start = frame * image.rows() * image.columns();
            for (Box box : areas.get(frame)) {
                paint(pixels, cell / 8, start, image.columns(), box, black);
            }
        }
        return withPixels(explicit, pixels);
    }

    private List<Box> areas(DataSet dataSet, float[] values, int rows, int columns) {
        List<Box> boxes = new ArrayList<>(ruled(dataSet));
        for (int look = 0; look < LOOKS && detect; look++) {
            int before = boxes.size();
            TextDetector.find(Areas.filled(values, rows, columns, boxes), rows, columns).stream()
                    .filter(f -> f.kind() == FoundText.Kind.TEXT)
                    .forEach(f -> boxes.add(f.area(rows, columns)));
            if (boxes.size() == before) {
                break;
            }
        }
        return boxes;
    }

    private static long darkest(int[] stored, boolean inverted, boolean signed) {
        long darkest = inverted ? Long.MIN_VALUE : Long.MAX_VALUE;
        for (int value : stored) {
            long v = signed ? value : Integer.toUnsignedLong(value);
            darkest = inverted ? Math.max(darkest, v) : Math.min(darkest, v);
        }
        return darkest;
    }

    private static void paint(byte[] pixels, int cellBytes, int start, int columns, Box box, long value) {
        for (int y = box.y(); y < box.y() + box.height(); y++) {
            for (int x = box.x(); x < box.x() + box.width(); x++) {
                int at = (start + y * columns + x) * cellBytes;
                for (int b = 0; b < cellBytes; b++) {
                    pixels[at + b] = (byte) (value >>> (8 * b));
                }
            }
        }
    }

    /** Paints RGB and YBR of 8 bits; compressed images are decompressed first. */
    private DicomFile color(DicomFile file) {
        boolean compressed = file.dataSet()
                .element(Tag.PixelData)
                .filter(Element::isEncapsulated)
                .isPresent();
        DicomFile plain = compressed ? ExplicitFile.of(file, DicomImage.of(file)) : file;
        DicomFile painted = painted(plain);
        return painted == plain ? file : painted;
    }

    private DicomFile painted(DicomFile file) {
        DataSet dataSet = file.dataSet();
        String photometric = dataSet.string(Tag.PhotometricInterpretation).orElse("");
        boolean known = photometric.equals("RGB") || photometric.equals("YBR_FULL");
        if (!known || dataSet.integer(Tag.BitsAllocated).orElse(0) != 8) {
            throw unsupported("of colour images only RGB and YBR_FULL of 8 bits can be");
        }
        byte[] black = photometric.equals("RGB") ? new byte[3] : new byte[] {0, (byte) 128, (byte) 128};
        int rows = dataSet.integer(Tag.Rows).orElse(0);
        int columns = dataSet.integer(Tag.Columns).orElse(0);
        boolean planar = dataSet.integer(Tag.PlanarConfiguration).orElse(0) == 1;
        int size = Math.multiplyExact(rows, columns);
        byte[] pixels = bytes(file).clone();
        int frames = Math.max(1, dataSet.integer(Tag.NumberOfFrames).orElse(1));
        if (pixels.length < 3L * size * frames) {
            throw new DicomException(Kind.TRUNCATED, "PixelData (7fe0,0010) is shorter than its description says");
        }
        boolean any = false;
        for (int frame = 0; frame < frames; frame++) {
            int start = 3 * size * frame;
            float[] grey = new float[size];
            // The sum of red, green and blue, or brightness alone.
            for (int c = 0; c < (photometric.equals("RGB") ? 3 : 1); c++) {
                for (int i = 0; i < size; i++) {
                    grey[i] += pixels[start + (planar ? c * size + i : 3 * i + c)] & 0xff;
                }
            }
            for (Box box : areas(dataSet, grey, rows, columns)) {
                any = true;
                for (int y = box.y(); y < box.y() + box.height(); y++) {
                    for (int i = y * columns + box.x(); i < y * columns + box.x() + box.width(); i++) {
                        for (int c = 0; c < 3; c++) {
                            pixels[start + (planar ? c * size + i : 3 * i + c)] = black[c];
                        }
                    }
                }
            }
        }
        return any ? withPixels(file, pixels) : file;
    }

    private static byte[] bytes(DicomFile file) {
        return file.dataSet().element(Tag.PixelData).map(Element::bytes).orElseThrow();
    }

    private static DicomFile withPixels(DicomFile file, byte[] pixels) {
        DataSet dataSet = file.dataSet().copy();
        Element old = dataSet.element(Tag.PixelData).orElseThrow();
        dataSet.putBytes(Tag.PixelData, old.vr(), pixels);
        boolean compressed = TransferSyntax.of(file.transferSyntaxUid())
                .filter(TransferSyntax::isNative)
                .isEmpty();
        String syntax = compressed ? TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid() : file.transferSyntaxUid();
        return new DicomFile(file.fileMeta().copy(), dataSet, syntax);
    }

    private static DicomException unsupported(String message) {
        return new DicomException(Kind.UNSUPPORTED, message + " painted over; convert the file first");
    }
}
