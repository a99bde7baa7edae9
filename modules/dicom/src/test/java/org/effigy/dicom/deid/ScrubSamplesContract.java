package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Test;

/** De-identifies real files and searches the result for every text of their identifying attributes. */
public abstract class ScrubSamplesContract extends PlantedIdentifiersContract {
    private static final Set<Vr> SEARCHED =
            Set.of(Vr.PN, Vr.LO, Vr.SH, Vr.DA, Vr.TM, Vr.DT, Vr.UI, Vr.ST, Vr.LT, Vr.UT, Vr.AE);
    private static final int SHORTEST = 4;
    /** Decoding is slow; so many frames of each file are compared. */
    private static final int MOST_FRAMES = 2;

    @Test
    void nothingOfThePatientsIsLeftInTheSamplesAndThePixelsAreTheSame() throws IOException {
        assertTrue(scrubAll(SharedData.folder("dicom-samples"), 1) > 150);
    }

    @Test
    void nothingOfThePatientsIsLeftInTheCtSlicesAndThePixelsAreTheSame() throws IOException {
        assertEquals(24, scrubAll(SharedData.folder("ct-dicom"), 4));
    }

    private int scrubAll(Path source, int step) throws IOException {
        DeidOptions options =
                DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS).withBurnedInAllowed();
        Deidentifier deidentifier = new Deidentifier(options, TestObjects.KEY);
        Path result = folder.resolve("result.dcm");
        List<Path> files;
        try (Stream<Path> list = Files.list(source)) {
            files = list.sorted().toList();
        }
        int done = 0;
        for (int i = 0; i < files.size(); i += step) {
            try {
                DicomFile in = read(files.get(i));
                codec().write(deidentifier.apply(in), result);
                DicomFile out = read(result);
                assertNothingLeft(in.dataSet(), out.dataSet(), Files.readAllBytes(result), i);
                assertSamePixels(in, out, i);
                done++;
            } catch (InputException e) {
                // Broken samples and objects that are no images are refused; other tests look at how.
                assertTrue(e.getMessage().lines().count() == 1);
            }
        }
        return done;
    }

    private static void assertNothingLeft(DataSet in, DataSet out, byte[] bytes, int index) {
        Set<String> identifying = new HashSet<>();
        collect(in, identifying);
        // Words like HELICAL or a manufacturer's name also stand in attributes whose terms may stay.
        Set<String> terms = new HashSet<>();
        for (Element element : out) {
            boolean fromTable = ConfidentialityProfile.find(element.tag()).isPresent();
            if (!fromTable) {
                terms.addAll(out.strings(element.tag()));
            }
        }
        for (String text : identifying) {
            if (terms.stream().noneMatch(term -> term.contains(text)) && !isCommon(text)) {
                int at = TestObjects.find(bytes, text.getBytes(StandardCharsets.ISO_8859_1));
                assertEquals(-1, at, () -> "index " + index + ": a text of " + text.length() + " letters is left");
            }
        }
    }

    /** Short runs of digits occur in any number and UID. */
    private static boolean isCommon(String text) {
        return text.matches("[0-9.+: ]{1,6}");
    }

    private static void collect(DataSet dataSet, Set<String> into) {
        for (Element element : dataSet) {
            boolean identifying = Tag.isPrivate(element.tag())
                    || ConfidentialityProfile.find(element.tag()).isPresent();
            element.items().forEach(item -> collect(item, into));
            if (identifying && SEARCHED.contains(element.vr())) {
                for (String text : dataSet.strings(element.tag())) {
                    if (text.strip().length() >= SHORTEST) {
                        into.add(text.strip());
                    }
                }
            }
        }
    }

    private static void assertSamePixels(DicomFile in, DicomFile out, int index) {
        Element before = in.dataSet().element(Tag.PixelData).orElse(Element.of(Tag.PixelData, Vr.OW, new byte[0]));
        if (before.isEmpty()) {
            return;
        }
        assertEquals(in.transferSyntaxUid(), out.transferSyntaxUid(), "index " + index);
        DicomImage expected = DicomImage.of(in);
        DicomImage actual = DicomImage.of(out);
        assertEquals(expected.frames(), actual.frames(), "index " + index);
        for (int frame = 0; frame < Math.min(MOST_FRAMES, expected.frames()); frame++) {
            assertArrayEquals(expected.storedValues(frame), actual.storedValues(frame), "index " + index);
        }
        if (before.isEncapsulated()) {
            Element after = out.dataSet().element(Tag.PixelData).orElseThrow();
            assertEquals(1 + expected.frames(), after.fragments().size(), "index " + index);
        } else {
            byte[] bytes = out.dataSet().element(Tag.PixelData).orElseThrow().bytes();
            assertEquals(expected.nativeBytes() + expected.nativeBytes() % 2, bytes.length, "index " + index);
        }
    }
}
