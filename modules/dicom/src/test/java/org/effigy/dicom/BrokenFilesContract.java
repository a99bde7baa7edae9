package org.effigy.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.junit.jupiter.api.Test;

/** Changes bytes of sound files: whatever comes out, it is values or a {@link DicomException} in one line, and soon. */
public abstract class BrokenFilesContract extends DicomCodecContract {
    private static final long SEED = 41;
    private static final int ROUNDS = 1500;

    private List<byte[]> soundFiles() throws IOException {
        DataSet dataSet = DicomCodecContract.everyVr();
        TestImages.header(2, 2, 16, 12, true).forEach(dataSet::put);
        dataSet.putBytes(Tag.PixelData, Vr.OW, new byte[8]);
        List<byte[]> files = new ArrayList<>();
        Path file = folder.resolve("sound");
        for (TransferSyntax syntax : TransferSyntax.values()) {
            if (syntax.isNative()) {
                codec().write(new DicomFile(new DataSet(), dataSet, syntax.uid()), file);
                files.add(Files.readAllBytes(file));
            }
        }
        List<byte[]> fragments = List.of(new byte[] {0, 0, 0, 0, 74, 0, 0, 0}, new byte[66], new byte[66]);
        dataSet.put(Tag.NumberOfFrames, Vr.IS, "2").put(Element.encapsulated(Tag.PixelData, Vr.OB, fragments));
        codec().write(new DicomFile(new DataSet(), dataSet, TransferSyntax.RLE.uid()), file);
        files.add(Files.readAllBytes(file));
        return files;
    }

    @Test
    void neverBreakTheProgram() throws IOException {
        List<byte[]> sound = soundFiles();
        Random random = new Random(SEED);
        Path broken = folder.resolve("broken");
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = sound.get(random.nextInt(sound.size())).clone();
                for (int changes = random.nextInt(6); changes >= 0; changes--) {
                    byte value = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
                    bytes[128 + random.nextInt(bytes.length - 128)] = value;
                }
                int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
                Files.write(broken, Arrays.copyOf(bytes, length));
                readAll(broken, round);
            }
        });
    }

    private void readAll(Path file, int round) throws IOException {
        try {
            DicomFile dicom = read(file);
            walk(dicom.dataSet());
            DicomImage image = DicomImage.of(dicom);
            for (int frame = 0; frame < Math.min(3, image.frames()); frame++) {
                image.modalityValues(frame);
            }
        } catch (DicomException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + SEED + ", round " + round, e);
        }
    }

    private static void walk(DataSet dataSet) {
        for (Element element : dataSet) {
            dataSet.element(element.tag());
            element.items().forEach(BrokenFilesContract::walk);
            try {
                dataSet.strings(element.tag());
            } catch (DicomException e) {
                assertEquals(1, e.getMessage().lines().count());
            }
        }
    }
}
