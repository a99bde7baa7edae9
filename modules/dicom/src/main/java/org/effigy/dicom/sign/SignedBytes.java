package org.effigy.dicom.sign;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * The stream of bytes that a MAC is computed over (PS3.3, C.12.1.1.3.1.1): elements in little endian, encoded as in a file, but sequences, items and
 * fragments without length, items without an end, and the end of a sequence as its tag alone.
 */
final class SignedBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean explicit;

    SignedBytes(boolean explicit) {
        this.explicit = explicit;
    }

    /** Adds an element. */
    SignedBytes add(Element element, DataSet around) {
        Vr vr = element.isEncapsulated() ? Vr.OB : vr(element, around);
        tag(element.tag());
        if (explicit) {
            out.writeBytes(vr.name().getBytes(StandardCharsets.US_ASCII));
            if (vr.hasLongLength()) {
                u16(0);
            }
        }
        if (element.isSequence()) {
            for (DataSet item : element.items()) {
                item(item);
            }
            tag(Tag.SequenceDelimitationItem);
        } else if (element.isEncapsulated()) {
            for (byte[] fragment : element.fragments()) {
                tag(Tag.Item);
                out.writeBytes(fragment);
                pad(fragment, (byte) 0);
            }
            tag(Tag.SequenceDelimitationItem);
        } else {
            value(element.bytes(), vr);
        }
        return this;
    }

    private void item(DataSet item) {
        tag(Tag.Item);
        for (Element element : item) {
            if ((element.tag() & 0xffff) != 0) {
                add(element, item);
            }
        }
    }

    /** Returns the VR as it is written: that of pixel data depends on the size of a pixel. */
    private Vr vr(Element element, DataSet around) {
        if (element.tag() != Tag.PixelData) {
            return element.vr();
        }
        boolean wide = around.integer(Tag.BitsAllocated).orElse(16) > 8;
        return wide || element.vr() != Vr.OB || !explicit ? Vr.OW : Vr.OB;
    }

    private void value(byte[] bytes, Vr vr) {
        int length = bytes.length + bytes.length % 2;
        u16(length);
        if (!explicit || vr.hasLongLength()) {
            u16(length >>> 16);
        }
        out.writeBytes(bytes);
        pad(bytes, vr.padding());
    }

    private void pad(byte[] bytes, byte padding) {
        if (bytes.length % 2 != 0) {
            out.write(padding);
        }
    }

    private void tag(int tag) {
        u16(tag >>> 16);
        u16(tag);
    }

    private void u16(int value) {
        out.write(value);
        out.write(value >>> 8);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
