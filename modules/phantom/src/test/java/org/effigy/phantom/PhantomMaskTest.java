package org.effigy.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.effigy.base.Progress;
import org.effigy.dicom.picture.RegionMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks of simulated lesions. */
class PhantomMaskTest {
    @TempDir
    private Path folder;

    private static int count(boolean[] mask) {
        return new RegionMask(1, mask.length, mask).count();
    }

    @Test
    void theMaskOfANoduleHasItsPlaceAndItsArea() {
        CtPhantom phantoms = new CtPhantom(new CtPhantomConfig(256, 1, 4));
        for (int index = 0; index < 6; index++) {
            Phantom image = phantoms.slice(3, index);
            Lesion lesion = image.lesion().orElseThrow();
            double row = 0;
            double column = 0;
            int n = count(image.mask());
            for (int i = 0; i < image.mask().length; i++) {
                row += image.mask()[i] ? (double) (i / 256) / n : 0;
                column += image.mask()[i] ? (double) (i % 256) / n : 0;
            }
            double radius = lesion.radiusMm() / image.spacingMm();
            // A disc whose radius varies by 0.1 sin 3a + 0.06 sin 5a has the area pi r^2 (1 + 0.01 / 2 + 0.0036 / 2).
            assertEquals(1.0068 * Math.PI * radius * radius, n, 0.06 * Math.PI * radius * radius + 4);
            assertEquals(lesion.row(), row, 0.5);
            assertEquals(lesion.column(), column, 0.5);
        }
    }

    @Test
    void theMaskOfAConsolidationLiesAroundItsCentre() {
        CrPhantom phantoms = new CrPhantom(new CrPhantomConfig(128, 1));
        for (int index = 0; index < 4; index++) {
            Phantom image = phantoms.image(3, index);
            Lesion lesion = image.lesion().orElseThrow();
            double radius = lesion.radiusMm() / image.spacingMm();
            int n = count(image.mask());
            assertTrue(n > 0.3 * Math.PI * radius * radius && n < 2 * Math.PI * radius * radius, n + " pixels");
            for (int i = 0; i < image.mask().length; i++) {
                double away = Math.hypot(i / 128 - lesion.row(), i % 128 - lesion.column());
                // A puff's centre lies within 0.75 radii, its edge at most 0.65 further.
                assertTrue(!image.mask()[i] || away < 1.45 * radius, "a pixel " + away / radius + " radii away");
            }
        }
    }

    @Test
    void anImageWithoutALesionHasABlackMask() {
        assertEquals(
                0,
                count(new CtPhantom(new CtPhantomConfig(64, 0, 4)).slice(1, 0).mask()));
        assertEquals(
                0, count(new CrPhantom(new CrPhantomConfig(64, 0)).image(1, 0).mask()));
    }

    @Test
    void masksAreWrittenBesideTheSameImagesAndNamedInTheTable() throws IOException {
        PhantomOptions options = PhantomOptions.of(PhantomKind.CT, 2, 64, 5);
        Path plain = folder.resolve("plain");
        Path masked = folder.resolve("masked");
        PhantomDataset.write(plain, options, (task, unit, total) -> Progress.none());
        PhantomDataset.write(masked, options.withMasks(true), (task, unit, total) -> Progress.none());
        for (String file : List.of("ct-000000.dcm", "ct-000001.dcm", "truth.csv")) {
            assertArrayEquals(Files.readAllBytes(plain.resolve(file)), Files.readAllBytes(masked.resolve(file)));
        }
        assertFalse(Files.exists(plain.resolve("masks")));
        List<String> labels = Files.readAllLines(masked.resolve("labels.csv"));
        assertEquals("file,label,patient_id,mask", labels.get(0));
        assertTrue(labels.get(2).endsWith(",masks/ct-000001.png"), labels.get(2));
        RegionMask mask = RegionMask.read(masked.resolve("masks/ct-000001.png"));
        assertArrayEquals(new CtPhantom(CtPhantomConfig.of(64)).slice(5, 1).mask(), mask.region());
    }
}
