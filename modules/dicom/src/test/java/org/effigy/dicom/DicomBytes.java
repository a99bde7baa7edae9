package org.effigy.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.dicom.data.TransferSyntax;

/** Builds DICOM files byte by byte, so that a test does not depend on the writer under test. */
final class DicomBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean bigEndian;

    private DicomBytes(boolean bigEndian) {
        this.bigEndian = bigEndian;
    }

    static DicomBytes little() {
        return new DicomBytes(false);
    }

    static DicomBytes big() {
        return new DicomBytes(true);
    }

    /** Starts a file with preamble and a file meta that names the transfer syntax. */
    static DicomBytes file(TransferSyntax syntax) {
        String uid = syntax.uid() + (syntax.uid().length() % 2 == 0 ? "" : "\0");
        DicomBytes meta = little().tag(0x00020010).ascii("UI").u16(uid.length()).ascii(uid);
        DicomBytes file = new DicomBytes(syntax == TransferSyntax.EXPLICIT_BIG_ENDIAN);
        file.raw(new byte[128]).ascii("DICM");
        file.raw(little().tag(0x00020000)
                .ascii("UL")
                .u16(4)
                .u32(meta.bytes().length)
                .bytes());
        return file.raw(meta.bytes());
    }

    DicomBytes tag(int tag) {
        return u16(tag >>> 16).u16(tag & 0xffff);
    }

    DicomBytes ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    DicomBytes u16(int value) {
        out.write(bigEndian ? value >>> 8 : value);
        out.write(bigEndian ? value : value >>> 8);
        return this;
    }

    DicomBytes u32(long value) {
        int high = (int) (value >>> 16) & 0xffff;
        int low = (int) value & 0xffff;
        return bigEndian ? u16(high).u16(low) : u16(low).u16(high);
    }

    DicomBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Adds an element with explicit VR whose value is text of an even length. */
    DicomBytes text(int tag, String vr, String text) {
        return tag(tag).ascii(vr).u16(text.length()).ascii(text);
    }

    /** Adds an element with explicit VR US. */
    DicomBytes us(int tag, int value) {
        return tag(tag).ascii("US").u16(2).u16(value);
    }

    /** Adds the head of an element with explicit VR and a length of 32 bits. */
    DicomBytes head(int tag, String vr, long length) {
        return tag(tag).ascii(vr).u16(0).u32(length);
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    Path write(Path folder) throws IOException {
        return Files.write(Files.createTempFile(folder, "built", ""), bytes());
    }
}
