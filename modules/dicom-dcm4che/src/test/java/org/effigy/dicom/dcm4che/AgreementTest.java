package org.effigy.dicom.dcm4che;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.effigy.dicom.DicomCodec;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.codec.BuiltInCodec;
import org.effigy.dicom.data.DicomException;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the same files with both codecs: they agree element by element, or refuse for the same reason. */
@Tag("slow")
class AgreementTest {
    private static final long SEED = 43;
    private static final int LARGEST = 200_000;

    @TempDir
    private Path folder;

    private static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SharedData.folder("dicom-samples"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Object outcome(DicomCodec codec, Path file, ReadOptions options) throws IOException {
        try {
            DicomFile read = codec.read(file, options);
            return List.of(read.transferSyntaxUid(), read.fileMeta(), read.dataSet());
        } catch (DicomException e) {
            return e.kind();
        }
    }

    @Test
    void onEverySampleWholeAndUpToThePixels() throws IOException {
        List<Integer> differ = new ArrayList<>();
        List<Path> samples = samples();
        for (int i = 0; i < samples.size(); i++) {
            for (ReadOptions options : List.of(ReadOptions.whole(), ReadOptions.header())) {
                Object expected = outcome(new BuiltInCodec(), samples.get(i), options);
                if (!expected.equals(outcome(new Dcm4cheCodec(), samples.get(i), options))) {
                    differ.add(i + 1);
                }
            }
        }
        assertEquals(List.of(), differ, "samples by their number");
    }

    @Test
    void onSamplesWithChangedBytesWhetherTheyAreSound() throws IOException {
        Random random = new Random(SEED);
        Path broken = folder.resolve("broken");
        int rounds = 0;
        int agree = 0;
        for (Path sample : samples()) {
            byte[] bytes = Files.readAllBytes(sample);
            if (bytes.length > LARGEST || bytes.length < 200) {
                continue;
            }
            for (int round = 0; round < 6; round++) {
                byte[] changed = bytes.clone();
                int head = Math.min(changed.length, 3000);
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    changed[128 + random.nextInt(head - 128)] = (byte) random.nextInt();
                }
                int length = random.nextInt(4) == 0 ? random.nextInt(changed.length) : changed.length;
                Files.write(broken, Arrays.copyOf(changed, length));
                Object expected = outcome(new BuiltInCodec(), broken, ReadOptions.whole());
                Object actual = outcome(new Dcm4cheCodec(), broken, ReadOptions.whole());
                rounds++;
                agree += expected.equals(actual) ? 1 : 0;
            }
        }
        assertTrue(rounds > 300 && agree >= 0.99 * rounds, "agreed on " + agree + " of " + rounds + ", seed " + SEED);
    }
}
