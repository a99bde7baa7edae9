package org.effigy.dicom.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * What precedes a value.
 *
 * @param tag the tag
 * @param vr the VR as written, empty if it is implicit or none that DICOM knows
 * @param length the length, or {@link #UNDEFINED}
 */
record ElementHeader(int tag, Optional<Vr> vr, long length) {
    static final long UNDEFINED = 0xffffffffL;

    private static final int DELIMITER_GROUP = 0xfffe;

    /**
     * Reads a header. In explicit VR, an element whose VR is not two capital letters is taken as implicit, for there are
     * files that mix both.
     */
    static ElementHeader read(ByteSource in, Encoding encoding) throws IOException {
        long start = in.position();
        try {
            boolean big = encoding.isBigEndian();
            int group = in.u16(big);
            int tag = group << 16 | in.u16(big);
            if (!encoding.isExplicit() || group == DELIMITER_GROUP || !isVr(in)) {
                return new ElementHeader(tag, Optional.empty(), in.u32(big));
            }
            int letters = in.u16(true);
            Optional<Vr> vr = Vr.of((char) (letters >>> 8), (char) (letters & 0xff));
            if (vr.isPresent() && !vr.get().hasLongLength()) {
                return new ElementHeader(tag, vr, in.u16(big));
            }
            in.u16(big);
            return new ElementHeader(tag, Optional.of(vr.orElse(Vr.UN)), in.u32(big));
        } catch (EOFException e) {
            throw new DicomException(
                    Kind.TRUNCATED,
                    "the file ends inside the head of an element at byte " + start + "; it is cut short, get it again",
                    e);
        }
    }

    boolean isUndefined() {
        return length == UNDEFINED;
    }

    boolean isDelimiter() {
        return Tag.group(tag) == DELIMITER_GROUP;
    }

    private static boolean isVr(ByteSource in) throws IOException {
        return in.has(2) && isCapital(in.ahead(0)) && isCapital(in.ahead(1));
    }

    private static boolean isCapital(int letter) {
        return letter >= 'A' && letter <= 'Z';
    }
}
