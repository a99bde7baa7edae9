package org.effigy.dicom.dcm4che;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Fragments;
import org.dcm4che3.data.Sequence;
import org.dcm4che3.data.VR;
import org.dcm4che3.io.DicomOutputStream;
import org.effigy.dicom.FileToWrite;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/** Writes a file of PS3.10 with dcm4che. */
final class FileWriter {
    private static final int MAX_SHORT_LENGTH = 0xfffe;

    private final boolean explicit;
    private final boolean bigEndian;

    private FileWriter(String transferSyntaxUid) {
        this.explicit = !transferSyntaxUid.equals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid());
        this.bigEndian = transferSyntaxUid.equals(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid());
    }

    /** Writes the file; the stream stays open. */
    static void write(FileToWrite file, OutputStream out) throws IOException {
        FileWriter writer = new FileWriter(TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid());
        Attributes meta = writer.attributes(file.fileMeta());
        Attributes dataSet = new FileWriter(file.transferSyntaxUid()).attributes(file.dataSet());
        // Closing frees the deflater, and must not close the file.
        OutputStream open = new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
        try (DicomOutputStream dicom = new DicomOutputStream(open, TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid())) {
            dicom.writeDataset(meta, dataSet);
            dicom.finish();
        }
    }

    /** Returns the data set as dcm4che's; values are shared where the byte order lets them. */
    private Attributes attributes(DataSet dataSet) {
        Attributes attributes = new Attributes(false, dataSet.size());
        // dcm4che sorts tags as signed numbers; in its own order each is put behind the one before.
        for (boolean negative : new boolean[] {true, false}) {
            for (Element element : dataSet) {
                boolean groupLength = (element.tag() & 0xffff) == 0;
                if (element.tag() < 0 == negative && !groupLength) {
                    put(element, dataSet, attributes);
                }
            }
        }
        return attributes;
    }

    private void put(Element element, DataSet from, Attributes into) {
        int tag = element.tag();
        if (element.isSequence()) {
            if (element.items().isEmpty()) {
                into.setNull(tag, VR.SQ);
                return;
            }
            Sequence sequence = into.newSequence(tag, element.items().size());
            element.items().forEach(item -> sequence.add(attributes(item)));
        } else if (element.isEncapsulated()) {
            Fragments fragments =
                    new Fragments(VR.OB, false, element.fragments().size());
            fragments.addAll(element.fragments());
            into.setValue(tag, VR.OB, fragments);
        } else {
            Vr vr = vr(element, from);
            into.setBytes(tag, VR.valueOf(vr.name()), value(element, vr, from));
        }
    }

    /** Returns the VR, put right for pixel data, where it depends on the size of a pixel, and for what is too long. */
    private Vr vr(Element element, DataSet from) {
        Vr vr = element.vr();
        if (element.tag() == Tag.PixelData) {
            boolean wide = from.integer(Tag.BitsAllocated).orElse(16) > 8;
            return wide || vr != Vr.OB || !explicit ? Vr.OW : Vr.OB;
        }
        // PS3.5, 6.2.2: what is too long for the 16-bit length of its VR is written as UN, little endian.
        return explicit && !vr.hasLongLength() && element.bytes().length > MAX_SHORT_LENGTH ? Vr.UN : vr;
    }

    /** Returns the value; of wide pixels in big endian, the words in reverse, for dcm4che then turns each word around. */
    private byte[] value(Element element, Vr vr, DataSet from) {
        byte[] bytes = element.bytes();
        int bits = bigEndian && element.tag() == Tag.PixelData && vr == Vr.OW
                ? from.integer(Tag.BitsAllocated).orElse(16)
                : 16;
        if (bits != 32 && bits != 64) {
            return bytes;
        }
        byte[] out = bytes.clone();
        int unit = bits / 8;
        for (int start = 0; start + unit <= bytes.length; start += unit) {
            for (int word = 0; word < unit; word += 2) {
                System.arraycopy(bytes, start + word, out, start + unit - 2 - word, 2);
            }
        }
        return out;
    }
}
