package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.effigy.base.Hashes;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.ExplicitFile;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real files, sound and broken: each decodes to the pixels that pydicom with gdcm decodes, or is refused in one line. The
 * expected hashes are made by scripts/make-sample-hashes.py.
 */
@Tag("slow")
public abstract class SampleFilesContract extends DeflatedContract {
    private static final String REFUSED = "refused";

    private static Map<String, String> expected() throws IOException {
        Map<String, String> expected = new HashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                SampleFilesContract.class.getResourceAsStream("sample-pixels.tsv"), StandardCharsets.UTF_8))) {
            in.lines().map(line -> line.split("\t")).forEach(c -> expected.put(c[0], c[1]));
        }
        return expected;
    }

    private static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SharedData.folder("dicom-samples"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String pixels(DicomFile file) {
        DicomImage image = DicomImage.of(file);
        ByteBuffer bytes = ByteBuffer.allocate(4 * image.frames() * image.rows() * image.columns())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < image.frames(); frame++) {
            for (int value : image.storedValues(frame)) {
                bytes.putInt(value);
            }
        }
        return Hashes.sha256(bytes.array());
    }

    private String result(Path file) throws IOException {
        try {
            return pixels(read(file));
        } catch (DicomException e) {
            assertEquals(1, e.getMessage().lines().count());
            assertFalse(e.getMessage().contains(file.getFileName().toString()));
            return REFUSED;
        }
    }

    @Test
    void decodeToTheReferencePixelsOrAreRefusedInOneLine() throws IOException {
        Map<String, String> expected = expected();
        List<String> wrong = new ArrayList<>();
        int decoded = 0;
        for (Path file : samples()) {
            String key = Hashes.sha256(file);
            String result = result(file);
            decoded += result.equals(REFUSED) ? 0 : 1;
            if (expected.containsKey(key) && !expected.get(key).equals(result)) {
                wrong.add(key);
            }
        }
        assertEquals(List.of(), wrong, "files by their SHA-256");
        assertTrue(decoded > 130, "decoded " + decoded);
    }

    @Test
    void survivesReEncodingInEveryNativeSyntax() throws IOException {
        Path file = folder.resolve("file");
        for (Path sample : samples()) {
            if (Files.size(sample) > 100_000 || result(sample).equals(REFUSED)) {
                continue;
            }
            DicomFile before = read(sample);
            String pixels = pixels(before);
            DicomFile plain = ExplicitFile.of(before, DicomImage.of(before));
            for (TransferSyntax syntax : TransferSyntax.values()) {
                if (syntax.isNative()) {
                    codec().write(new DicomFile(before.fileMeta(), plain.dataSet(), syntax.uid()), file);
                    assertEquals(pixels, pixels(read(file)), syntax.name());
                }
            }
            assertSameAttributes(before, plain, DicomImage.of(before).isColor());
        }
    }

    /** Fails unless every attribute but the pixel data, how its colours lie, and offset tables survives explicit VR little endian. */
    private void assertSameAttributes(DicomFile before, DicomFile plain, boolean color) throws IOException {
        Path file = folder.resolve("plain");
        codec().write(plain, file);
        DataSet after = read(file).dataSet();
        for (Element element : before.dataSet()) {
            boolean kept = org.effigy.dicom.data.Tag.group(element.tag()) != 0x7fe0 && (element.tag() & 0xffff) != 0;
            // What a frame was compressed as is not what it is decoded to.
            boolean colors = element.tag() == org.effigy.dicom.data.Tag.PhotometricInterpretation
                    || element.tag() == org.effigy.dicom.data.Tag.PlanarConfiguration;
            if (kept && !(color && colors) && element.bytes().length % 2 == 0) {
                assertEquals(element, after.element(element.tag()).orElseThrow());
            }
        }
    }
}
