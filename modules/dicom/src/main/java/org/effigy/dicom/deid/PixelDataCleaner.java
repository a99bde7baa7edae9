package org.effigy.dicom.deid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.codecs.FrameFormat;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;

/**
 * Writes the pixel data anew with nothing but the pixels: no bytes behind them, no bits outside of the values whatever other
 * attributes say of overlays, no other bytes in compressed frames than decoding uses, and offset tables of its own.
 */
final class PixelDataCleaner {
    private static final int ITEM_HEADER_BYTES = 8;

    private PixelDataCleaner() {}

    /**
     * Puts the pixel data of a file, if it has any, into the new data set, with its offset tables; stored values are the same.
     *
     * @throws InputException if the pixels cannot be decoded, so that nothing says what in them is pixels
     */
    static void clean(DicomFile file, DataSet out) {
        DataSet in = file.dataSet();
        if (in.contains(Tag.FloatPixelData) || in.contains(Tag.DoubleFloatPixelData)) {
            throw new DicomException(
                    DicomException.Kind.UNSUPPORTED,
                    "floating-point pixel data cannot be de-identified; convert the file to integer pixels first");
        }
        if (!in.contains(Tag.PixelData)) {
            return;
        }
        Element element = in.element(Tag.PixelData).orElseThrow();
        if (element.isEmpty()) {
            out.putBytes(Tag.PixelData, Vr.OW, new byte[0]);
            return;
        }
        DicomImage image = DicomImage.of(file);
        Vr vr = element.vr() == Vr.OB ? Vr.OB : Vr.OW;
        if (element.isEncapsulated()) {
            TransferSyntax syntax = TransferSyntax.of(file.transferSyntaxUid()).orElseThrow();
            putFrames(in, vr, new EncodedFrames(image, syntax).clean(), out);
        } else {
            out.putBytes(Tag.PixelData, vr, cells(element.bytes(), image));
        }
    }

    private static byte[] cells(byte[] bytes, DicomImage image) {
        FrameFormat format = image.format();
        int length = Math.toIntExact(image.nativeBytes());
        byte[] cells = Arrays.copyOf(Arrays.copyOf(bytes, length), length + length % 2);
        // Packed cells run on from frame to frame; of colours that neighbours share there are fewer than the format
        // says.
        boolean packed = format.bitsAllocated() % 8 != 0;
        long count = packed ? (long) format.cells() * image.frames() : 8L * length / format.bitsAllocated();
        UnusedBits.clear(cells, count, format);
        return cells;
    }

    /** Puts one fragment for each frame, with the kind of offset table that the original had. */
    private static void putFrames(DataSet in, Vr vr, List<byte[]> frames, DataSet out) {
        List<byte[]> even = new ArrayList<>();
        for (byte[] frame : frames) {
            even.add(Arrays.copyOf(frame, frame.length + frame.length % 2));
        }
        Element before = in.element(Tag.PixelData).orElseThrow();
        byte[] basic = new byte[0];
        if (in.contains(Tag.ExtendedOffsetTable)) {
            putExtendedOffsets(frames, out);
        } else if (before.fragments().get(0).length > 0) {
            basic = basicOffsets(even);
        }
        List<byte[]> fragments = new ArrayList<>(List.of(basic));
        fragments.addAll(even);
        out.put(Element.encapsulated(Tag.PixelData, vr, fragments));
    }

    /** Returns where the item of each frame begins; an empty table where the offsets do not fit into 32 bits. */
    private static byte[] basicOffsets(List<byte[]> frames) {
        ByteBuffer table = ByteBuffer.allocate(4 * frames.size()).order(ByteOrder.LITTLE_ENDIAN);
        long offset = 0;
        for (byte[] frame : frames) {
            if (offset > 0xffffffffL) {
                return new byte[0];
            }
            table.putInt((int) offset);
            offset += ITEM_HEADER_BYTES + frame.length;
        }
        return table.array();
    }

    private static void putExtendedOffsets(List<byte[]> frames, DataSet out) {
        ByteBuffer offsets = ByteBuffer.allocate(8 * frames.size()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer lengths = ByteBuffer.allocate(8 * frames.size()).order(ByteOrder.LITTLE_ENDIAN);
        long offset = 0;
        for (byte[] frame : frames) {
            offsets.putLong(offset);
            lengths.putLong(frame.length);
            offset += ITEM_HEADER_BYTES + frame.length + frame.length % 2;
        }
        out.putBytes(Tag.ExtendedOffsetTable, Vr.OV, offsets.array());
        out.putBytes(Tag.ExtendedOffsetTableLengths, Vr.OV, lengths.array());
    }
}
