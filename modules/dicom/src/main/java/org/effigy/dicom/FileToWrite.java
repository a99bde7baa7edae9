package org.effigy.dicom;

import org.effigy.base.Check;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;

/**
 * A file as every codec writes it. Of the old file meta only the SOP class and instance are used, where the data set itself
 * has none; anything else in it describes another file.
 *
 * @param fileMeta the elements of group 0002 made anew, without the group length
 * @param dataSet everything else
 * @param transferSyntaxUid how the data set is encoded; suits the pixel data
 */
public record FileToWrite(DataSet fileMeta, DataSet dataSet, String transferSyntaxUid) {
    /** Names this implementation; made once from a random UUID, as PS3.5 annex B allows. */
    private static final String IMPLEMENTATION_CLASS_UID = "2.25.94789869214597691868282839752969293632";

    private static final String IMPLEMENTATION_VERSION = "EFFIGY_1";
    private static final int META_GROUP = 2;

    /**
     * Returns what is to be written for a file.
     *
     * @throws IllegalArgumentException if the transfer syntax does not suit the pixel data
     */
    public static FileToWrite of(DicomFile file) {
        DataSet dataSet = withoutMeta(file.dataSet());
        boolean encapsulated =
                dataSet.element(Tag.PixelData).map(Element::isEncapsulated).orElse(false);
        boolean isNative = TransferSyntax.of(file.transferSyntaxUid())
                .map(TransferSyntax::isNative)
                .orElse(false);
        Check.argument(
                !dataSet.contains(Tag.PixelData) || encapsulated != isNative,
                () -> "the pixel data is " + (encapsulated ? "" : "not ") + "encapsulated, the transfer syntax "
                        + file.transferSyntaxUid() + " needs the opposite");
        DataSet meta = new DataSet();
        meta.putBytes(Tag.FileMetaInformationVersion, Vr.OB, new byte[] {0, 1});
        putUid(Tag.SOPClassUID, Tag.MediaStorageSOPClassUID, file, meta);
        putUid(Tag.SOPInstanceUID, Tag.MediaStorageSOPInstanceUID, file, meta);
        meta.put(Tag.TransferSyntaxUID, Vr.UI, file.transferSyntaxUid());
        meta.put(Tag.ImplementationClassUID, Vr.UI, IMPLEMENTATION_CLASS_UID);
        meta.put(Tag.ImplementationVersionName, Vr.SH, IMPLEMENTATION_VERSION);
        return new FileToWrite(meta, dataSet, file.transferSyntaxUid());
    }

    private static void putUid(int tag, int metaTag, DicomFile file, DataSet meta) {
        file.dataSet()
                .element(tag)
                .filter(e -> !e.isEmpty())
                .or(() -> file.fileMeta().element(metaTag))
                .ifPresent(e -> meta.putBytes(metaTag, Vr.UI, e.bytes()));
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
