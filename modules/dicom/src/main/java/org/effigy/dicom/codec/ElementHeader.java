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
    /** How far ahead another element is looked for. */
    private static final int LOOK_AHEAD = 1 << 12;

    /**
     * Reads a header. In explicit VR, an element whose VR is not two capital letters is taken as implicit, for there are
     * files that mix both; where it is "??", or where only a length of two bytes leads to another element, as one of
     * unknown VR.
     */
    static ElementHeader read(ByteSource in, Encoding encoding) throws IOException {
        long start = in.position();
        try {
            boolean big = encoding.isBigEndian();
            int group = in.u16(big);
            int tag = group << 16 | in.u16(big);
            if (!encoding.isExplicit() || group == DELIMITER_GROUP) {
                return new ElementHeader(tag, Optional.empty(), in.u32(big));
            }
            if (!isVr(in)) {
                return withoutVr(in, tag, big);
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

    private static ElementHeader withoutVr(ByteSource in, int tag, boolean big) throws IOException {
        if (in.has(4) && isShort(in, tag, big)) {
            in.u16(big);
            return new ElementHeader(tag, Optional.of(Vr.UN), in.u16(big));
        }
        return new ElementHeader(tag, Optional.empty(), in.u32(big));
    }

    /** Says whether the next four bytes are a VR that DICOM does not have and a length of two bytes. */
    private static boolean isShort(ByteSource in, int tag, boolean big) throws IOException {
        if (in.ahead(0) == '?' && in.ahead(1) == '?') {
            return true;
        }
        int first = in.ahead16(big, 0);
        int second = in.ahead16(big, 2);
        long implicit = big ? (long) first << 16 | second : (long) second << 16 | first;
        return isFollowed(in, tag, big, second) && !isFollowed(in, tag, big, implicit);
    }

    /** Says whether an element with a larger tag and a VR, or what this one has for it, stands behind so many bytes of value, or the end of the file. */
    private static boolean isFollowed(ByteSource in, int tag, boolean big, long length) throws IOException {
        int at = 4 + (int) Math.min(length, LOOK_AHEAD);
        if (length >= LOOK_AHEAD || !in.has(at + 6)) {
            return length < LOOK_AHEAD && in.has(at) && !in.has(at + 1);
        }
        int next = in.ahead16(big, at) << 16 | in.ahead16(big, at + 2);
        boolean same = in.ahead16(true, at + 4) == in.ahead16(true, 0);
        boolean vr =
                same || Vr.of((char) in.ahead(at + 4), (char) in.ahead(at + 5)).isPresent();
        return vr && Integer.compareUnsigned(next, tag) > 0;
    }

    private static boolean isVr(ByteSource in) throws IOException {
        return in.has(2) && isCapital(in.ahead(0)) && isCapital(in.ahead(1));
    }

    private static boolean isCapital(int letter) {
        return letter >= 'A' && letter <= 'Z';
    }
}
