package org.effigy.dataset;

import java.util.HexFormat;
import org.effigy.base.Hashes;
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;

/**
 * What shows two files to be the same picture under other headers.
 *
 * @param text equal for equal encoded pixel data of the same shape
 * @param start where in the file the bytes begin that must be compared too if two texts are equal
 * @param length how many they are, 0 if the text says it all
 */
public record PixelKey(String text, long start, long length) {
    private static final int[] SHAPE = {
        Tag.Rows, Tag.Columns, Tag.BitsAllocated, Tag.BitsStored, Tag.PixelRepresentation, Tag.NumberOfFrames
    };

    /** Returns the key of a file of which the hash of the whole content is known. */
    public static PixelKey ofContent(String sha256) {
        return new PixelKey(sha256, 0, 0);
    }

    /** Returns the key of pixel data of which only a sample was read. */
    public static PixelKey of(DataSet header, PixelDataPlace place, long sampleChecksum) {
        String text = shape(header) + place.length() + " " + Long.toHexString(sampleChecksum);
        return new PixelKey(text, place.start(), place.length());
    }

    /** Returns the key of pixel data in memory. */
    public static PixelKey of(DataSet dataSet) {
        var digest = Hashes.digest();
        Element element = dataSet.element(Tag.PixelData).orElseThrow();
        digest.update(element.bytes());
        // The first fragment is the offset table, which says nothing of the picture.
        element.fragments().stream().skip(1).forEach(digest::update);
        return ofContent(shape(dataSet) + HexFormat.of().formatHex(digest.digest()));
    }

    private static String shape(DataSet dataSet) {
        StringBuilder text = new StringBuilder();
        for (int tag : SHAPE) {
            text.append(dataSet.integer(tag).orElse(0)).append(' ');
        }
        return text.toString();
    }
}
