package org.effigy.dicom.image;

import java.util.Arrays;
import org.effigy.codecs.FrameFormat;
import org.effigy.codecs.NativeCells;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/** Re-encodes a file in explicit VR little endian with native pixel data; every other attribute stays. */
public final class ExplicitFile {
    private ExplicitFile() {}

    /** Returns the file; the image is its own. */
    public static DicomFile of(DicomFile file, DicomImage image) {
        DataSet dataSet = file.dataSet().copy();
        boolean encapsulated = file.dataSet()
                .element(Tag.PixelData)
                .map(Element::isEncapsulated)
                .orElse(false);
        FrameFormat format = whole(image.format(), encapsulated);
        boolean decoded = encapsulated || image.format().bitsAllocated() != format.bitsAllocated();
        long bytes = decoded ? NativeCells.bytes(format, image.frames()) : image.nativeBytes();
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new DicomException(Kind.LIMIT, "the decoded pixels take " + bytes + " bytes, allowed are 2 GB");
        }
        byte[] pixels = decoded ? decoded(image, format, dataSet, (int) bytes) : nativeBytes(file, (int) bytes);
        dataSet.remove(Tag.ExtendedOffsetTable);
        dataSet.remove(Tag.ExtendedOffsetTableLengths);
        dataSet.putBytes(Tag.PixelData, format.bitsAllocated() > 8 ? Vr.OW : Vr.OB, pixels);
        return new DicomFile(file.fileMeta().copy(), dataSet, TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid());
    }

    /** Returns the cells as they are, overlay bits included, without surplus bytes behind the last frame. */
    private static byte[] nativeBytes(DicomFile file, int length) {
        byte[] bytes = file.dataSet().element(Tag.PixelData).map(Element::bytes).orElseThrow();
        return Arrays.copyOf(bytes, length);
    }

    /** Returns the format with cells of whole bytes, but for native single bits, which other programs read too. */
    private static FrameFormat whole(FrameFormat f, boolean encapsulated) {
        boolean packed = f.bitsAllocated() == 12 || (f.bitsAllocated() == 1 && encapsulated);
        int allocated = (f.bitsAllocated() + 7) / 8 * 8;
        return packed
                ? new FrameFormat(
                        f.rows(),
                        f.columns(),
                        allocated,
                        f.bitsStored(),
                        f.bitsStored() - 1,
                        f.signed(),
                        f.samplesPerPixel())
                : f;
    }

    private static byte[] decoded(DicomImage image, FrameFormat format, DataSet dataSet, int length) {
        byte[] pixels = new byte[length];
        boolean rgb = format.samplesPerPixel() == 3 && image.becomesRgb();
        for (int frame = 0; frame < image.frames(); frame++) {
            int[] values = rgb ? image.rgbValues(frame) : image.samples(frame);
            int offset = (int) NativeCells.bytes(format, frame);
            NativeCells.encode(values, format.bitsAllocated(), pixels, offset);
        }
        if (format.samplesPerPixel() == 3) {
            String before = dataSet.string(Tag.PhotometricInterpretation).orElse("RGB");
            String after = rgb ? "RGB" : before.equals("YBR_FULL_422") ? "YBR_FULL" : before;
            dataSet.put(Tag.PhotometricInterpretation, Vr.CS, after);
            dataSet.putInts(Tag.PlanarConfiguration, Vr.US, 0);
        }
        dataSet.putInts(Tag.BitsAllocated, Vr.US, format.bitsAllocated());
        dataSet.putInts(Tag.BitsStored, Vr.US, format.bitsStored());
        dataSet.putInts(Tag.HighBit, Vr.US, format.bitsStored() - 1);
        return pixels;
    }
}
