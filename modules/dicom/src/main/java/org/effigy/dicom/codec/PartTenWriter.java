package org.effigy.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.effigy.base.Check;
import org.effigy.dicom.DataSet;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.Element;
import org.effigy.dicom.Tag;
import org.effigy.dicom.TransferSyntax;
import org.effigy.dicom.Vr;

/**
 * Writes a file of PS3.10: preamble, file meta, data set. Of the old file meta only the SOP class and instance are used,
 * where the data set itself has none; anything else in it describes another file.
 */
final class PartTenWriter {
    /** Names this implementation; made once from a random UUID, as PS3.5 annex B allows. */
    static final String IMPLEMENTATION_CLASS_UID = "2.25.94789869214597691868282839752969293632";

    static final String IMPLEMENTATION_VERSION = "EFFIGY_1";

    private static final int META_GROUP = 2;

    private final DicomFile file;
    private final DataSet dataSet;

    PartTenWriter(DicomFile file) {
        this.file = file;
        this.dataSet = withoutMeta(file.dataSet());
        boolean encapsulated =
                dataSet.element(Tag.PixelData).map(Element::isEncapsulated).orElse(false);
        boolean isNative = TransferSyntax.of(file.transferSyntaxUid())
                .map(TransferSyntax::isNative)
                .orElse(false);
        Check.argument(
                !dataSet.contains(Tag.PixelData) || encapsulated != isNative,
                () -> "the pixel data is " + (encapsulated ? "" : "not ") + "encapsulated, the transfer syntax "
                        + file.transferSyntaxUid() + " needs the opposite");
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
            new DataSetWriter(out, encoding()).write(dataSet);
        }
    }

    private byte[] fileMeta() throws IOException {
        DataSet meta = new DataSet();
        meta.putBytes(Tag.FileMetaInformationVersion, Vr.OB, new byte[] {0, 1});
        uid(Tag.SOPClassUID, Tag.MediaStorageSOPClassUID, meta);
        uid(Tag.SOPInstanceUID, Tag.MediaStorageSOPInstanceUID, meta);
        meta.put(Tag.TransferSyntaxUID, Vr.UI, file.transferSyntaxUid());
        meta.put(Tag.ImplementationClassUID, Vr.UI, IMPLEMENTATION_CLASS_UID);
        meta.put(Tag.ImplementationVersionName, Vr.SH, IMPLEMENTATION_VERSION);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DataSetWriter(out, Encoding.EXPLICIT_LITTLE).write(meta);
        return out.toByteArray();
    }

    private void uid(int tag, int metaTag, DataSet meta) {
        dataSet.element(tag)
                .filter(e -> !e.isEmpty())
                .or(() -> file.fileMeta().element(metaTag))
                .ifPresent(e -> meta.putBytes(metaTag, Vr.UI, e.bytes()));
    }

    private void writeDeflated(OutputStream out) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, 1 << 14);
            new DataSetWriter(deflated, Encoding.EXPLICIT_LITTLE).write(dataSet);
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

    private static DataSet withoutMeta(DataSet dataSet) {
        boolean clean = dataSet.elements().stream().noneMatch(e -> Tag.group(e.tag()) <= META_GROUP);
        if (clean) {
            return dataSet;
        }
        DataSet copy = dataSet.copy();
        for (int tag : dataSet.tags()) {
            if (Tag.group(tag) <= META_GROUP) {
                copy.remove(tag);
            }
        }
        return copy;
    }
}
