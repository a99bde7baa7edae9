package org.effigy.dicom.deid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.effigy.base.InputException;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Takes from the pixel data what is not pixels: bytes after them, overlays in unused bits, texts in codestreams. */
final class PixelDataCleaner {
    private PixelDataCleaner() {}

    /** Returns the pixel data without such additions, nothing if there is none; stored values are the same. */
    static Optional<Element> clean(DataSet dataSet) {
        Optional<Element> element = dataSet.element(Tag.PixelData);
        if (element.isEmpty() || element.get().isSequence()) {
            return Optional.empty();
        }
        boolean overlays = hasEmbeddedOverlay(dataSet);
        if (element.get().isEncapsulated()) {
            if (overlays) {
                throw new InputException("an overlay lies in the bits of compressed pixels, from which it cannot be"
                        + " removed; decompress the file first");
            }
            return Optional.of(Element.encapsulated(
                    Tag.PixelData,
                    element.get().vr(),
                    CodestreamText.blank(element.get().fragments())));
        }
        byte[] pixels = cut(element.get().bytes(), expectedBytes(dataSet));
        Vr vr = element.get().vr() == Vr.OB ? Vr.OB : Vr.OW;
        return Optional.of(Element.of(Tag.PixelData, vr, overlays ? masked(pixels, dataSet) : pixels));
    }

    /** Returns how long the pixel data is by its description, empty if that is not complete. */
    private static Optional<Long> expectedBytes(DataSet dataSet) {
        try {
            OptionalInt rows = dataSet.integer(Tag.Rows);
            OptionalInt columns = dataSet.integer(Tag.Columns);
            OptionalInt bits = dataSet.integer(Tag.BitsAllocated);
            if (rows.isEmpty() || columns.isEmpty() || bits.isEmpty()) {
                return Optional.empty();
            }
            long samples = (long) rows.getAsInt() * columns.getAsInt();
            samples *= dataSet.integer(Tag.SamplesPerPixel).orElse(1);
            samples *= Math.max(1, dataSet.integer(Tag.NumberOfFrames).orElse(1));
            return Optional.of((samples * bits.getAsInt() + 7) / 8);
        } catch (DicomException e) {
            // The description is broken; the pixels stay as they are.
            return Optional.empty();
        }
    }

    private static byte[] cut(byte[] bytes, Optional<Long> expected) {
        if (expected.isEmpty() || expected.get() <= 0 || expected.get() >= bytes.length) {
            return bytes;
        }
        int length = expected.get().intValue();
        return Arrays.copyOf(Arrays.copyOf(bytes, length), length + length % 2);
    }

    private static boolean hasEmbeddedOverlay(DataSet dataSet) {
        for (Element element : dataSet) {
            boolean overlay = (Tag.group(element.tag()) & 0xff01) == 0x6000;
            if (overlay && (element.tag() & 0xffff) == 0x0102) {
                for (byte b : element.bytes()) {
                    if (b != 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns 16-bit cells with nothing but the stored value, with its sign if it has one. */
    private static byte[] masked(byte[] pixels, DataSet dataSet) {
        int stored = dataSet.integer(Tag.BitsStored).orElse(0);
        int high = dataSet.integer(Tag.HighBit).orElse(stored - 1);
        boolean signed = dataSet.integer(Tag.PixelRepresentation).orElse(0) == 1;
        if (dataSet.integer(Tag.BitsAllocated).orElse(0) != 16 || stored < 1 || high > 15 || high < stored - 1) {
            throw new InputException(Tag.describe(Tag.BitsAllocated)
                    + " must be 16 for an overlay in unused bits to be removed, with BitsStored and HighBit to match");
        }
        ByteBuffer in = ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(pixels.length).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= 2) {
            int top = in.getShort() << (31 - high);
            int value = signed ? top >> (32 - stored) : top >>> (32 - stored);
            out.putShort((short) (value << (high - stored + 1)));
        }
        return out.array();
    }
}
