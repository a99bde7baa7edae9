package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading all but the pixel data says the same as reading all of it. */
class DicomHeaderTest {
    @TempDir
    Path folder;

    private static DicomFile image(byte[] pixels) {
        DataSet d = new DataSet();
        d.put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.2");
        d.put(Tag.SOPInstanceUID, Vr.UI, "2.25.7");
        d.putInts(Tag.Rows, Vr.US, 16);
        d.putInts(Tag.Columns, Vr.US, 16);
        d.putInts(Tag.BitsAllocated, Vr.US, 16);
        d.putInts(Tag.BitsStored, Vr.US, 12);
        d.put(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
        d.putBytes(Tag.PixelData, Vr.OW, pixels);
        return DicomFile.of(d);
    }

    private Path write(DicomFile file) throws IOException {
        Path path = folder.resolve("file");
        Dicom.write(file, path);
        return path;
    }

    /** Compares both ways of reading a file; returns the error's kind, or "" if it can be read. */
    private static String compare(Path path) throws IOException {
        DicomFile whole;
        try {
            whole = Dicom.read(path);
        } catch (DicomException e) {
            DicomException other = assertThrows(DicomException.class, () -> Dicom.header(path));
            assertEquals(e.getMessage(), other.getMessage());
            return e.kind().name();
        }
        DicomHeader header = Dicom.header(path);
        DataSet expected = whole.dataSet().copy();
        header.pixelData().ifPresent(place -> {
            Element pixels = expected.element(Tag.PixelData).orElseThrow();
            expected.putBytes(pixels.tag(), pixels.vr(), new byte[0]);
            comparePixels(path, pixels, place);
        });
        assertEquals(expected, header.file().dataSet());
        assertEquals(whole.fileMeta(), header.file().fileMeta());
        assertEquals(whole.transferSyntaxUid(), header.file().transferSyntaxUid());
        return "";
    }

    private static void comparePixels(Path path, Element pixels, PixelDataPlace place) {
        byte[] file = bytes(path);
        byte[] found = Arrays.copyOfRange(file, (int) place.start(), (int) (place.start() + place.length()));
        assertEquals(pixels.isEncapsulated(), place.isEncapsulated());
        if (!pixels.isEncapsulated()) {
            assertEquals(place.headerBytes(), place.start());
            assertEquals(pixels.bytes().length, found.length);
            return;
        }
        assertEquals(pixels.fragments().size() - 1, place.fragments());
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        for (byte[] fragment : pixels.fragments().subList(1, pixels.fragments().size())) {
            ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            items.writeBytes(head.putInt(0xe000fffe).putInt(fragment.length).array());
            items.writeBytes(fragment);
        }
        assertArrayEquals(items.toByteArray(), Arrays.copyOf(found, items.size()));
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void agreesWithReadingTheWholeFileForEverySample() throws IOException {
        try (Stream<Path> files = Files.list(SharedData.folder("dicom-samples"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                compare(file);
            }
        }
    }

    @Test
    void agreesForEveryLengthOfACutFile() throws IOException {
        byte[] bytes = Files.readAllBytes(write(image(new byte[512])));
        String kind = "";
        for (int length = 132; length < bytes.length; length++) {
            // A new file each time, for writing over one waits for the disk.
            kind = compare(Files.write(folder.resolve("cut" + length), Arrays.copyOf(bytes, length)));
        }
        assertEquals("TRUNCATED", kind);
    }

    @Test
    void agreesForFragmentsWithAndWithoutTheirDelimiter() throws IOException {
        DicomFile file = image(new byte[0]);
        file.dataSet()
                .put(Element.encapsulated(
                        Tag.PixelData, Vr.OB, List.of(new byte[0], new byte[40_000], new byte[] {1, 2}, new byte[6])));
        Path path = write(new DicomFile(file.fileMeta(), file.dataSet(), TransferSyntax.RLE.uid()));
        assertEquals("", compare(path));
        assertEquals(3, Dicom.header(path).pixelData().orElseThrow().fragments());
        byte[] bytes = Files.readAllBytes(path);
        for (int less : new int[] {8, 1, 9, 20_000}) {
            Files.write(path, Arrays.copyOf(bytes, bytes.length - less));
            assertEquals(less == 8 ? "" : "TRUNCATED", compare(path), "without " + less + " bytes");
        }
    }

    @Test
    void describesTheImageButHasNoPixels() throws IOException {
        Path path = write(image(new byte[512]));
        DicomImage described = DicomImage.of(Dicom.header(path));
        assertEquals(DicomImage.of(Dicom.read(path)).rows(), described.rows());
        assertEquals(12, described.bitsStored());
        assertThrows(IllegalStateException.class, () -> described.storedValues(0));
        Path small = write(image(new byte[510]));
        DicomException e = assertThrows(DicomException.class, () -> DicomImage.of(Dicom.header(small)));
        assertEquals(DicomException.Kind.TRUNCATED, e.kind());
    }

    @Test
    void passesOverPixelDataLargerThanTheMemory() throws IOException {
        Path path = write(image(new byte[512]));
        long huge = 0xfffffffcL;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long start = file.length() - 512;
            file.seek(start - 4);
            file.writeInt(Integer.reverseBytes((int) huge));
            file.setLength(start + huge);
        }
        assertEquals(huge, Dicom.header(path).pixelData().orElseThrow().length());
        assertThrows(DicomException.class, () -> Dicom.read(path));
    }
}
