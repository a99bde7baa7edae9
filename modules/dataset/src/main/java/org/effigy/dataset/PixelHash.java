package org.effigy.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.Element;
import org.effigy.dicom.Tag;

/** The SHA-256 of encoded pixel data with its size, which shows two files to be the same picture under other headers. */
final class PixelHash {
    private static final int[] SHAPE = {
        Tag.Rows, Tag.Columns, Tag.BitsAllocated, Tag.BitsStored, Tag.PixelRepresentation, Tag.NumberOfFrames
    };

    private PixelHash() {}

    static String of(DicomFile file) {
        MessageDigest digest = sha256();
        ByteBuffer shape = ByteBuffer.allocate(4 * SHAPE.length);
        for (int tag : SHAPE) {
            shape.putInt(file.dataSet().integer(tag).orElse(0));
        }
        digest.update(shape.array());
        file.dataSet().element(Tag.PixelData).ifPresent(element -> add(digest, element));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Element element) {
        digest.update(element.bytes());
        // The first fragment is the offset table, which says nothing of the picture.
        element.fragments().stream().skip(1).forEach(digest::update);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
