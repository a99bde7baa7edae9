package org.effigy.dicom.codec;

import java.io.IOException;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * What stands where another element of a data set may begin. Where it cannot be read, this tells an element that was cut off
 * from other bytes, such as a text that was appended to the file.
 *
 * @param position its position in the file
 * @param mayFollow whether its first bytes are those of an element and its tag is larger than the one before
 * @param previous the tag of the element before, 0 if there is none
 */
record NextElement(long position, boolean mayFollow, int previous) {
    private static final int TAG_BYTES = 4;
    private static final int FIRST_CREATOR = 0x10;
    private static final int LAST_CREATOR = 0xff;

    /** Looks at what comes next, and leaves it in the source; the data set holds what came before. */
    static NextElement peek(ByteSource in, Encoding encoding, DataSet before, int previous) throws IOException {
        boolean big = encoding.isBigEndian();
        if (!in.has(TAG_BYTES)) {
            return new NextElement(in.position(), true, previous);
        }
        int tag = in.ahead16(big, 0) << 16 | in.ahead16(big, 2);
        boolean withVr = encoding.isExplicit()
                && in.has(TAG_BYTES + 2)
                && Vr.of((char) in.ahead(TAG_BYTES), (char) in.ahead(TAG_BYTES + 1))
                        .isPresent();
        boolean later = Integer.compareUnsigned(tag, previous) > 0;
        return new NextElement(in.position(), later && (withVr || isKnown(tag, before)), previous);
    }

    /** Says whether the tag is one of the dictionary or a group length, or private with a creator. */
    private static boolean isKnown(int tag, DataSet before) {
        int element = tag & 0xffff;
        if (!Tag.isPrivate(tag)) {
            return element == 0 || Dictionary.find(tag).isPresent();
        }
        boolean creator = element >= FIRST_CREATOR && element <= LAST_CREATOR;
        return creator || element == 0 || before.contains(tag & 0xffff0000 | element >>> 8);
    }

    /** Returns why it cannot be read, given how reading it failed: the same, unless it is no element at all. */
    DicomException reason(DicomException failure) {
        if (failure.kind() != Kind.TRUNCATED || mayFollow || previous == 0) {
            return failure;
        }
        return new DicomException(
                Kind.MALFORMED,
                "no element begins at byte " + position + ", behind " + Tag.describe(previous)
                        + "; something was appended to the file, or it is broken: cut it off there, or get the file again",
                failure);
    }
}
