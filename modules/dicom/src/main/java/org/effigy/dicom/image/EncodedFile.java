package org.effigy.dicom.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.effigy.codecs.FrameEncoder;
import org.effigy.codecs.PixelException;
import org.effigy.codecs.jpeg2000.Jpeg2000Encoder;
import org.effigy.codecs.jpegls.JpegLsEncoder;
import org.effigy.codecs.rle.RleEncoder;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Compresses the native pixel data of a file without loss (PS3.5, A.4): one fragment per frame, with offset tables. */
final class EncodedFile {
    private static final int ITEM_HEADER_BYTES = 8;

    private EncodedFile() {}

    static DicomFile of(DicomFile file, PixelEncoding encoding) {
        DataSet dataSet = file.dataSet().copy();
        if (dataSet.integer(Tag.SamplesPerPixel).orElse(1) != 1) {
            throw refusal(encoding, "takes grey images only", null);
        }
        if (dataSet.tags().stream().anyMatch(tag -> isOverlayInCells(tag, dataSet))) {
            throw refusal(encoding, "would lose the overlay in unused bits of the pixels", null);
        }
        DicomImage image = DicomImage.of(file);
        FrameEncoder encoder = encoder(encoding);
        List<byte[]> fragments = new ArrayList<>();
        fragments.add(new byte[0]);
        try {
            for (int frame = 0; frame < image.frames(); frame++) {
                fragments.add(encoder.encode(image.samples(frame), image.format()));
            }
        } catch (PixelException e) {
            throw refusal(encoding, "cannot hold this image: " + e.getMessage(), e);
        }
        fragments.set(0, basicOffsets(fragments.subList(1, fragments.size())));
        dataSet.remove(Tag.ExtendedOffsetTable);
        dataSet.remove(Tag.ExtendedOffsetTableLengths);
        // The value is at the bottom of its cell now.
        dataSet.putInts(Tag.HighBit, Vr.US, image.format().bitsStored() - 1);
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, fragments));
        return new DicomFile(
                file.fileMeta().copy(), dataSet, encoding.transferSyntax().uid());
    }

    /** Says whether the tag tells of an overlay in bits above the pixel values (retired), in any of its groups. */
    private static boolean isOverlayInCells(int tag, DataSet dataSet) {
        int data = (tag & 0xffff0000) | (Tag.OverlayData & 0xffff);
        return (tag & 0xff01ffff) == Tag.OverlayBitPosition
                && dataSet.integer(tag).orElse(0) != 0
                && !dataSet.contains(data);
    }

    private static FrameEncoder encoder(PixelEncoding encoding) {
        return switch (encoding) {
            case RLE -> new RleEncoder();
            case JPEG_LS -> new JpegLsEncoder();
            case JPEG_2000 -> new Jpeg2000Encoder();
            case EXPLICIT -> throw new IllegalArgumentException("explicit is not compressed");
        };
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
            offset += ITEM_HEADER_BYTES + frame.length + frame.length % 2;
        }
        return table.array();
    }

    private static DicomException refusal(PixelEncoding encoding, String reason, Exception cause) {
        String message = "PixelData (7fe0,0010): transfer syntax " + encoding + " " + reason + "; choose explicit";
        return cause == null
                ? new DicomException(Kind.UNSUPPORTED, message)
                : new DicomException(Kind.UNSUPPORTED, message, cause);
    }
}
