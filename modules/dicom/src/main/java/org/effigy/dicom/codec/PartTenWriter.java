package org.effigy.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.FileToWrite;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/** Writes a file of PS3.10: preamble, file meta, data set. */
final class PartTenWriter {
    private final FileToWrite file;

    PartTenWriter(DicomFile file) {
        this.file = FileToWrite.of(file);
    }

    void write(OutputStream out) throws IOException {
        byte[] meta = fileMeta();
        out.write(new byte[128]);
        out.write(new byte[] {'D', 'I', 'C', 'M'});
        DataSetWriter head = new DataSetWriter(out, Encoding.EXPLICIT_LITTLE);
        DataSet groupLength = new DataSet().putInts(Tag.FileMetaInformationGroupLength, Vr.UL, meta.length);
        for (Element element : groupLength) {
            head.write(element, groupLength);
        }
        out.write(meta);
        if (file.transferSyntaxUid().equals(TransferSyntax.DEFLATED.uid())) {
            writeDeflated(out);
        } else {
            new DataSetWriter(out, encoding()).write(file.dataSet());
        }
    }

    private byte[] fileMeta() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DataSetWriter(out, Encoding.EXPLICIT_LITTLE).write(file.fileMeta());
        return out.toByteArray();
    }

    private void writeDeflated(OutputStream out) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, 1 << 14);
            new DataSetWriter(deflated, Encoding.EXPLICIT_LITTLE).write(file.dataSet());
            deflated.finish();
            if (deflater.getBytesWritten() % 2 != 0) {
                out.write(0);
            }
        } finally {
            deflater.end();
        }
    }

    private Encoding encoding() {
        if (file.transferSyntaxUid().equals(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid())) {
            return Encoding.IMPLICIT_LITTLE;
        }
        boolean big = file.transferSyntaxUid().equals(TransferSyntax.EXPLICIT_BIG_ENDIAN.uid());
        return big ? Encoding.EXPLICIT_BIG : Encoding.EXPLICIT_LITTLE;
    }
}
