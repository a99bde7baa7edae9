package org.effigy.dicom.dcm4che;

import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Tag;

/** What one file may still use up: elements and bytes of values, each counted down. */
final class Limits {
    private static final long LONGEST = Integer.MAX_VALUE - 16;

    private final ReadOptions options;
    private int elements;
    private long bytes;

    Limits(ReadOptions options) {
        this.options = options;
        this.elements = options.maxElements();
        this.bytes = options.maxBytes();
    }

    /** Allows only half of the bytes that are left. */
    void halve() {
        bytes /= 2;
    }

    long bytes() {
        return bytes;
    }

    void element() {
        if (--elements < 0) {
            throw new DicomException(
                    Kind.LIMIT, "the file has more than the " + options.maxElements() + " elements that are allowed");
        }
    }

    void value(long length, long position) {
        if (length > bytes || length > LONGEST) {
            throw new DicomException(
                    Kind.LIMIT,
                    "the values are too large: " + length + " more bytes at byte " + position + ", allowed are "
                            + Math.min(bytes, LONGEST) + "; give Java more memory (-Xmx)");
        }
        bytes -= length;
    }

    /** Checks that a sequence may stand inside so many others. */
    void depth(int around, int tag) {
        if (around >= options.maxDepth()) {
            throw new DicomException(
                    Kind.LIMIT,
                    Tag.describe(tag) + " nests deeper than the " + options.maxDepth() + " levels that are allowed");
        }
    }

    /** Returns limits for a value that turned out to be a sequence; the elements in it count here too. */
    Limits inside(long length) {
        Limits inside = new Limits(options);
        inside.elements = elements;
        inside.bytes = length;
        return inside;
    }

    /** Takes over what was counted inside. */
    void account(Limits inside) {
        elements = inside.elements;
    }
}
