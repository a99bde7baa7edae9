package org.effigy.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;

/** DICOM files for the table of options, made from phantoms, and what to look at in them. */
final class TestDicom {
    private static final int OVERLAY_ROWS = 0x60000010;
    private static final int OVERLAY_COLUMNS = 0x60000011;
    private static final int OVERLAY_DATA = 0x60003000;
    private static final int ELSCINT_CREATOR = 0x01e10010;
    private static final int ELSCINT_NUMBER = 0x01e11050;

    private TestDicom() {}

    /** Writes a copy of a file in which attributes have other values: {@code Keyword=VALUE} with text of PS3.6's VR. */
    static Path edited(Path from, Path to, String... values) throws IOException {
        DataSet dataSet = Dicom.read(from).dataSet();
        for (String value : values) {
            int equals = value.indexOf('=');
            int tag = tag(value.substring(0, equals));
            dataSet.put(tag, Dictionary.vr(tag), value.substring(equals + 1).split("\\\\"));
        }
        return write(dataSet, to);
    }

    /** Writes a copy of a file with unsigned stored values that are larger by a number, and the same Hounsfield units. */
    static Path shifted(Path from, Path to, int by) throws IOException {
        DataSet dataSet = Dicom.read(from).dataSet();
        int[] values = DicomImage.of(Dicom.read(from)).storedValues(0);
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) (value + by));
        }
        dataSet.putInts(Tag.PixelRepresentation, Vr.US, 0).putNumbers(Tag.RescaleIntercept, Vr.DS, -by);
        return write(dataSet.putBytes(Tag.PixelData, Vr.OW, bytes.array()), to);
    }

    /** Writes a copy of a file with an overlay of one line. */
    static Path withOverlay(Path from, Path to) throws IOException {
        DataSet dataSet = Dicom.read(from).dataSet();
        dataSet.putInts(OVERLAY_ROWS, Vr.US, 1).putInts(OVERLAY_COLUMNS, Vr.US, 16);
        return write(dataSet.putBytes(OVERLAY_DATA, Vr.OW, new byte[] {1, 2}), to);
    }

    /** Writes a copy of a file with a private attribute that PS3.15 calls safe. */
    static Path withSafePrivate(Path from, Path to) throws IOException {
        DataSet dataSet = Dicom.read(from).dataSet();
        return write(dataSet.put(ELSCINT_CREATOR, Vr.LO, "ELSCINT1").put(ELSCINT_NUMBER, Vr.DS, "1.5"), to);
    }

    /** Writes a copy of a file in RLE whose pixel data hold no run: nothing decodes them. */
    static Path undecodable(Path from, Path to) throws IOException {
        DataSet dataSet = Dicom.read(from).dataSet();
        dataSet.put(Element.encapsulated(Tag.PixelData, Vr.OB, List.of(new byte[0], new byte[64])));
        Files.createDirectories(to.getParent());
        Dicom.write(new DicomFile(new DataSet(), dataSet, "1.2.840.10008.1.2.5"), to);
        return to;
    }

    private static Path write(DataSet dataSet, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Dicom.write(DicomFile.of(dataSet), to);
        return to;
    }

    /** Returns the value of a text attribute of a file. */
    static String value(Path file, String keyword) throws IOException {
        return String.join("\\", Dicom.read(file).dataSet().strings(tag(keyword)));
    }

    private static int tag(String keyword) {
        return Dictionary.tag(keyword).orElseThrow(() -> new AssertionError("no attribute is called " + keyword));
    }

    /** Looks at an attribute of the first DICOM file: its values, "" where it is empty or missing. */
    static Sight attribute(String keyword) {
        Sight sight = run -> value(Sight.first(run, ".dcm"), keyword);
        return sight.ifDone();
    }

    /** Looks at the safe private attribute of {@link #withSafePrivate}. */
    static Sight safePrivate() {
        return ofDataSet(dataSet -> String.join("\\", dataSet.strings(ELSCINT_NUMBER)));
    }

    /** Looks at the codes of DeidentificationMethodCodeSequence. */
    static Sight methods() {
        return ofDataSet(dataSet -> dataSet.items(Tag.DeidentificationMethodCodeSequence).stream()
                .map(item -> item.string(Tag.CodeValue).orElse(""))
                .collect(Collectors.joining(" ")));
    }

    /** Looks at the rows of the image. */
    static Sight rows() {
        return ofDataSet(dataSet -> String.valueOf(dataSet.integer(Tag.Rows).orElse(0)));
    }

    private static Sight ofDataSet(java.util.function.Function<DataSet, String> text) {
        Sight sight = run -> text.apply(Dicom.read(Sight.first(run, ".dcm")).dataSet());
        return sight.ifDone();
    }

    /** Looks at the transfer syntax of the first DICOM file. */
    static Sight transferSyntax() {
        Sight sight = run -> Dicom.read(Sight.first(run, ".dcm")).transferSyntaxUid();
        return sight.ifDone();
    }

    /** Looks at the pixel data of the first DICOM file, its identity left out. */
    static Sight pixels() {
        return ofDataSet(dataSet -> dataSet.element(Tag.PixelData)
                .map(Element::bytes)
                .map(org.effigy.base.Hashes::sha256)
                .orElse(""));
    }

    /** Looks at the stored value of a pixel of the first DICOM file. */
    static Sight pixel(int row, int column) {
        Sight sight = run -> {
            DicomImage image = DicomImage.of(Dicom.read(Sight.first(run, ".dcm")));
            return String.valueOf(image.storedValues(0)[row * image.columns() + column]);
        };
        return sight.ifDone();
    }
}
