package org.effigy.dicom.burnedin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelAreasTest {
    @TempDir
    private Path folder;

    private MaskRules rules(String text) throws IOException {
        return MaskRules.read(Files.writeString(folder.resolve("masks.json"), text));
    }

    private static String file(String rule) {
        return "{\"format\":\"effigy-masks\",\"version\":1,\"rules\":[" + rule + "]}";
    }

    @Test
    void rulesFitByModalityAndSizeInPixelsOrFractions() throws IOException {
        MaskRules rules = rules(file("{\"modality\":\"CR\",\"rows\":100,\"columns\":0,\"unit\":\"pixels\","
                + "\"areas\":[{\"x\":10,\"y\":90,\"width\":30,\"height\":30}]},"
                + "{\"modality\":\"*\",\"rows\":0,\"columns\":0,\"unit\":\"fraction\","
                + "\"areas\":[{\"x\":0,\"y\":0.5,\"width\":1,\"height\":0.25}]}"));
        assertEquals(List.of(new Box(10, 90, 30, 10), new Box(0, 50, 200, 25)), rules.boxes("cr", 100, 200));
        assertEquals(List.of(new Box(0, 50, 200, 25)), rules.boxes("DX", 100, 200));
        // A pixel that is touched is masked: 0.5 and 0.75 of 101 rows are 50.5 and 75.75.
        assertEquals(List.of(new Box(0, 50, 200, 26)), rules.boxes("CR", 101, 200));
        assertEquals(List.of(), MaskRules.none().boxes("CR", 100, 200));
    }

    @Test
    void wrongRulesAreRefusedInOneLine() {
        String area = "\"areas\":[{\"x\":0,\"y\":0,\"width\":1,\"height\":1}]";
        for (String rule : List.of(
                "",
                "{\"modality\":\"\",\"rows\":0,\"columns\":0,\"unit\":\"pixels\"," + area + "}",
                "{\"modality\":\"CR\",\"rows\":0,\"columns\":0,\"unit\":\"mm\"," + area + "}",
                "{\"modality\":\"CR\",\"rows\":0,\"columns\":0,\"unit\":\"pixels\",\"areas\":[]}",
                "{\"modality\":\"CR\",\"rows\":-1,\"columns\":0,\"unit\":\"pixels\"," + area + "}",
                "{\"modality\":\"CR\",\"rows\":0,\"columns\":0,\"unit\":\"fraction\","
                        + "\"areas\":[{\"x\":0,\"y\":0,\"width\":2,\"height\":1}]}",
                "{\"modality\":\"CR\",\"rows\":0,\"columns\":0,\"unit\":\"pixels\","
                        + "\"areas\":[{\"x\":-1,\"y\":0,\"width\":2,\"height\":1}]}",
                "{\"modality\":\"CR\",\"unit\":\"pixels\",\"typo\":1," + area + "}")) {
            InputException e = assertThrows(InputException.class, () -> rules(file(rule)));
            assertEquals(1, e.getMessage().lines().count());
        }
        assertThrows(InputException.class, () -> rules("{\"format\":\"other\",\"version\":1,\"rules\":[]}"));
    }

    @Test
    void fillingContinuesALinearRampAndTouchesNothingElse() {
        int side = 20;
        float[] ramp = new float[side * side];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % side + 2 * (i / side);
        }
        float[] written = ramp.clone();
        Box box = new Box(8, 8, 5, 5);
        for (int y = 8; y < 13; y++) {
            Arrays.fill(written, y * side + 8, y * side + 13, 999);
        }
        assertArrayEquals(ramp, Areas.filled(written, side, side, List.of(box)), 1e-4f);
        float[] corner = Areas.filled(written, side, side, List.of(new Box(0, 0, 20, 20)));
        assertEquals(
                1,
                IntStream.range(0, corner.length)
                        .mapToObj(i -> corner[i])
                        .distinct()
                        .count());
    }

    @Test
    void findsTheBordersOfShutters() {
        int side = 200;
        float[] chest = TestWriting.chest(side, 6, 4);
        assertEquals(Optional.empty(), Collimation.ofPixels(chest, side, side));
        for (float level : new float[] {-400, 1500}) {
            float[] values = chest.clone();
            Box content = new Box(17, 9, 160, 172);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    if (!content.overlaps(new Box(x, y, 1, 1))) {
                        values[y * side + x] = level;
                    }
                }
            }
            assertEquals(Optional.of(content), Collimation.ofPixels(values, side, side), "level " + level);
        }
        assertEquals(Optional.empty(), Collimation.ofPixels(new float[side * side], side, side));
    }

    @Test
    void readsARectangularShutterOfTheHeader() {
        // PS3.3, C.7.6.11: the edges are the first columns and rows that are covered, counted from 1.
        DataSet dataSet = new DataSet()
                .put(0x00181600, Vr.CS, "RECTANGULAR")
                .putInts(0x00181602, Vr.IS, 10)
                .putInts(0x00181604, Vr.IS, 91)
                .putInts(0x00181606, Vr.IS, 5)
                .putInts(0x00181608, Vr.IS, 96);
        assertEquals(Optional.of(new Box(10, 5, 80, 90)), Collimation.ofHeader(dataSet, 100, 100));
        dataSet.put(0x00181600, Vr.CS, "CIRCULAR");
        assertEquals(Optional.empty(), Collimation.ofHeader(dataSet, 100, 100));
    }

    @Test
    void recognisesHeads() {
        DataSet head = new DataSet()
                .put(Tag.Modality, Vr.CS, "CT")
                .put(Tag.SeriesInstanceUID, Vr.UI, "1.2")
                .put(Tag.BodyPartExamined, Vr.CS, "HEAD");
        assertEquals(Optional.of("1.2"), HeadImages.series(head));
        head.put(Tag.BodyPartExamined, Vr.CS, "CHEST").put(Tag.StudyDescription, Vr.LO, "HEAD AND CHEST");
        assertEquals(Optional.empty(), HeadImages.series(head));
        head.remove(Tag.BodyPartExamined);
        assertEquals(Optional.of("1.2"), HeadImages.series(head));
        head.put(Tag.StudyDescription, Vr.LO, "Left femoral head");
        assertEquals(Optional.empty(), HeadImages.series(head));
        head.put(Tag.StudyDescription, Vr.LO, "").put(Tag.ProtocolName, Vr.LO, "t1_mprage_brain");
        assertEquals(Optional.of("1.2"), HeadImages.series(head));
        head.put(Tag.ProtocolName, Vr.LO, "Surface coil");
        assertEquals(Optional.empty(), HeadImages.series(head));
        DataSet code = new DataSet().put(Tag.CodeValue, Vr.SH, "12738006");
        head.putItems(Tag.AnatomicRegionSequence, code);
        assertEquals(Optional.of("1.2"), HeadImages.series(head));
        head.put(Tag.Modality, Vr.CS, "CR");
        assertEquals(Optional.empty(), HeadImages.series(head));
        assertTrue(HeadImages.isHead("brain "));
        assertFalse(HeadImages.isHead("CHEST"));
    }
}
