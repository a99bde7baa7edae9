package org.effigy.dicom.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Writes the elements of a data set and, recursively, of its items; sequences and items without a length. */
final class DataSetWriter {
    private static final int MAX_SHORT_LENGTH = 0xfffe;
    private static final int UNDEFINED = -1;

    private final OutputStream out;
    private final Encoding encoding;

    DataSetWriter(OutputStream out, Encoding encoding) {
        this.out = out;
        this.encoding = encoding;
    }

    /** Writes all elements but group lengths, which the standard has retired. */
    void write(DataSet dataSet) throws IOException {
        for (Element element : dataSet) {
            if ((element.tag() & 0xffff) != 0) {
                write(element, dataSet);
            }
        }
    }

    /** Writes one element. */
    void write(Element element, DataSet around) throws IOException {
        if (element.isSequence()) {
            writeSequence(element);
        } else if (element.isEncapsulated()) {
            writeFragments(element);
        } else {
            writeValue(element, around);
        }
    }

    private void writeSequence(Element element) throws IOException {
        if (element.items().isEmpty()) {
            writeHeader(element.tag(), Vr.SQ, 0);
            return;
        }
        writeHeader(element.tag(), Vr.SQ, UNDEFINED);
        for (DataSet item : element.items()) {
            writeDelimiter(Tag.Item, UNDEFINED);
            write(item);
            writeDelimiter(Tag.ItemDelimitationItem, 0);
        }
        writeDelimiter(Tag.SequenceDelimitationItem, 0);
    }

    private void writeFragments(Element element) throws IOException {
        writeHeader(element.tag(), Vr.OB, UNDEFINED);
        for (byte[] fragment : element.fragments()) {
            writeDelimiter(Tag.Item, fragment.length + fragment.length % 2);
            out.write(fragment);
            if (fragment.length % 2 != 0) {
                out.write(0);
            }
        }
        writeDelimiter(Tag.SequenceDelimitationItem, 0);
    }

    private void writeValue(Element element, DataSet around) throws IOException {
        Vr vr = vr(element, around);
        byte[] bytes = even(element.bytes(), vr);
        int length = bytes.length;
        if (encoding.isExplicit() && !vr.hasLongLength() && length > MAX_SHORT_LENGTH) {
            // PS3.5, 6.2.2: what is too long for the 16-bit length of its VR is written as UN, little endian.
            writeHeader(element.tag(), Vr.UN, length);
        } else {
            writeHeader(element.tag(), vr, length);
            bytes = encoding.isBigEndian() ? swapped(bytes, swapUnit(element.tag(), vr, around)) : bytes;
        }
        out.write(bytes);
    }

    /** Returns the VR, put right for pixel data, where it depends on the size of a pixel. */
    private Vr vr(Element element, DataSet around) {
        if (element.tag() != Tag.PixelData) {
            return element.vr();
        }
        boolean wide = around.integer(Tag.BitsAllocated).orElse(16) > 8;
        return wide || element.vr() != Vr.OB || !encoding.isExplicit() ? Vr.OW : Vr.OB;
    }

    private static int swapUnit(int tag, Vr vr, DataSet around) {
        int bits = tag == Tag.PixelData && vr == Vr.OW
                ? around.integer(Tag.BitsAllocated).orElse(16)
                : 0;
        return bits == 32 || bits == 64 ? bits / 8 : vr.unitBytes();
    }

    private static byte[] swapped(byte[] bytes, int unit) {
        byte[] copy = bytes.clone();
        Encoding.swap(copy, unit);
        return copy;
    }

    private void writeHeader(int tag, Vr vr, int length) throws IOException {
        writeTag(tag);
        if (!encoding.isExplicit()) {
            u32(length);
            return;
        }
        out.write(vr.name().charAt(0));
        out.write(vr.name().charAt(1));
        if (vr.hasLongLength()) {
            u16(0);
            u32(length);
        } else {
            u16(length);
        }
    }

    private void writeDelimiter(int tag, int length) throws IOException {
        writeTag(tag);
        u32(length);
    }

    private void writeTag(int tag) throws IOException {
        u16(tag >>> 16);
        u16(tag & 0xffff);
    }

    private void u16(int value) throws IOException {
        out.write(encoding.isBigEndian() ? value >>> 8 : value);
        out.write(encoding.isBigEndian() ? value : value >>> 8);
    }

    private void u32(int value) throws IOException {
        u16(encoding.isBigEndian() ? value >>> 16 : value & 0xffff);
        u16(encoding.isBigEndian() ? value & 0xffff : value >>> 16);
    }

    private static byte[] even(byte[] bytes, Vr vr) {
        if (bytes.length % 2 == 0) {
            return bytes;
        }
        byte[] padded = Arrays.copyOf(bytes, bytes.length + 1);
        padded[bytes.length] = vr.padding();
        return padded;
    }
}
