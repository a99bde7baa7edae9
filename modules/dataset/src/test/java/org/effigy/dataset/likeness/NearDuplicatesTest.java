package org.effigy.dataset.likeness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.dataset.Parallel;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    private static final int SIDE = 96;

    private static Outline outline(float[] image) {
        return Outline.of(image, SIDE, SIDE);
    }

    @Test
    void findsCopiesThatWereMovedAndDevelopedOtherwise() {
        List<Outline> outlines = new ArrayList<>();
        for (int patient = 0; patient < 12; patient++) {
            outlines.add(outline(TestAnatomy.of(patient, SIDE)));
        }
        outlines.add(outline(TestAnatomy.shifted(3, SIDE, 0.03, -0.02)));
        outlines.add(outline(TestAnatomy.developed(TestAnatomy.of(5, SIDE), 1.6, 3, 1)));
        outlines.add(outline(TestAnatomy.developed(TestAnatomy.shifted(3, SIDE, -0.02, 0.02), 0.7, 3, 2)));
        assertEquals(List.of(List.of(3, 12, 14), List.of(5, 13)), NearDuplicates.groups(outlines));
    }

    @Test
    void takesNoTwoPatientsForOne() {
        List<Outline> outlines = new ArrayList<>();
        for (int patient = 0; patient < 200; patient++) {
            outlines.add(outline(TestAnatomy.of(1000 + patient, SIDE)));
        }
        assertEquals(List.of(), NearDuplicates.groups(outlines));
    }

    @Test
    void isOneForTheSameImageInAnotherSizeAndNothingForEvenOnes() {
        float[] image = TestAnatomy.of(1, 128);
        assertEquals(1, Outline.of(image, 128, 128).likeness(Outline.of(image, 128, 128)), 1e-9);
        float[] wide = new float[128 * 256];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = image[i / 256 * 128 + i % 256 / 2];
        }
        assertEquals(1, Outline.of(wide, 128, 256).likeness(Outline.of(image, 128, 128)), 1e-9);
        float[] even = new float[SIDE * SIDE];
        Arrays.fill(even, 7);
        assertEquals(0, outline(even).likeness(outline(even)));
        assertEquals(List.of(), NearDuplicates.groups(List.of(outline(even), outline(even))));
    }

    /** Values by a prototype in numpy and scipy: no pair of these above 0.83, planted copies at 0.91 or more. */
    @Test
    @Tag("slow")
    void findsNoneAmongRealChestRadiographsAndAllThatArePlanted() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(SharedData.folder("cxr256"))) {
            files = all.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
        assertEquals(2027, files.size());
        List<Outline> outlines = Parallel.map(files, file -> Outline.of(pixels(file), 256, 256), Progress.none());
        assertEquals(List.of(), NearDuplicates.groups(outlines));
        List<float[]> images = Parallel.map(files.subList(0, 60), NearDuplicatesTest::pixels, Progress.none());
        for (float[] image : images) {
            double likeness = Outline.of(image, 256, 256).likeness(Outline.of(planted(image), 256, 256));
            assertTrue(likeness > NearDuplicates.LIKENESS, "a planted copy has " + likeness);
        }
    }

    private static float[] pixels(Path file) throws IOException {
        return ImageIO.read(file.toFile()).getRaster().getSamples(0, 0, 256, 256, 0, (float[]) null);
    }

    /** Moves an image by 3 and 2 % of its side and changes its gamma. */
    private static float[] planted(float[] image) {
        float[] out = new float[image.length];
        for (int i = 0; i < out.length; i++) {
            int row = Math.max(0, i / 256 - 8);
            int column = Math.min(255, i % 256 + 5);
            out[i] = (float) Math.pow(image[row * 256 + column], 1.4);
        }
        return out;
    }
}
