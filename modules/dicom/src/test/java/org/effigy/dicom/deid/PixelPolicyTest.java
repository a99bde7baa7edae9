package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.codecs.NativeCells;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.burnedin.Box;
import org.effigy.dicom.burnedin.MaskRules;
import org.effigy.dicom.burnedin.TextDetector;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.image.DicomImage;
import org.effigy.testsupport.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clean Pixel Data, and stacks of heads. */
class PixelPolicyTest {
    private static final int SIDE = 256;
    private static final int LEVEL = 900;

    @TempDir
    private Path folder;

    private static MaskRules rule(String modality) {
        MaskRules.Area area = new MaskRules.Area(8, 16, 100, 24);
        return new MaskRules(
                "effigy-masks", 1, List.of(new MaskRules.Rule(modality, SIDE, SIDE, "pixels", List.of(area))));
    }

    private static DeidOptions options(MaskRules rules, boolean findText, boolean heads) {
        return DeidOptions.basic().withPixels(new PixelPolicy(rules, findText, heads));
    }

    private static DicomFile apply(DicomFile file, DeidOptions options) {
        return new Deidentifier(options, TestObjects.KEY).apply(file);
    }

    /** Returns a secondary capture of a gradient with a name in it. */
    private static DicomFile capture(String photometric) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = picture.createGraphics();
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 20));
        graphics.setColor(Color.WHITE);
        graphics.drawString("MAIER^HANS", 20, 180);
        graphics.dispose();
        int[] cells = new int[SIDE * SIDE];
        for (int i = 0; i < cells.length; i++) {
            int cover = picture.getRaster().getSample(i % SIDE, i / SIDE, 0);
            int ground = 100 + i / SIDE;
            int value = cover > 0 ? LEVEL * cover / 255 + ground * (255 - cover) / 255 : ground;
            cells[i] = photometric.equals("MONOCHROME1") ? 1023 - value : value;
        }
        byte[] bytes = new byte[2 * cells.length];
        NativeCells.encode(cells, 16, bytes, 0);
        DicomFile file = TestObjects.ct();
        DataSet d = file.dataSet();
        d.put(Tag.SOPClassUID, Vr.UI, "1.2.840.10008.5.1.4.1.1.7");
        d.put(Tag.Modality, Vr.CS, "OT");
        d.put(Tag.PhotometricInterpretation, Vr.CS, photometric);
        d.putInts(Tag.Rows, Vr.US, SIDE);
        d.putInts(Tag.Columns, Vr.US, SIDE);
        d.remove(Tag.RescaleIntercept);
        d.remove(Tag.RescaleSlope);
        d.putBytes(Tag.PixelData, Vr.OW, bytes);
        return file;
    }

    private static List<String> codes(DicomFile file) {
        return file.dataSet().items(Tag.DeidentificationMethodCodeSequence).stream()
                .map(item -> item.string(Tag.CodeValue).orElseThrow())
                .toList();
    }

    @Test
    void aRuleLetsACapturePassAndPaintsItsAreaBlackForGood() {
        for (String photometric : List.of("MONOCHROME1", "MONOCHROME2")) {
            DicomFile file = capture(photometric);
            assertThrows(InputException.class, () -> apply(file, DeidOptions.basic()));
            assertThrows(InputException.class, () -> apply(file, options(rule("DX"), false, false)));
            DicomFile clean = apply(file, options(rule("OT"), false, false));
            assertTrue(codes(clean).contains("113101"));
            assertEquals("NO", clean.dataSet().string(Tag.BurnedInAnnotation).orElseThrow());
            int[] before = DicomImage.of(file).storedValues(0);
            int[] after = DicomImage.of(clean).storedValues(0);
            int black = photometric.equals("MONOCHROME1") ? 1023 - 100 : 100;
            Box area = new Box(8, 16, 100, 24);
            for (int i = 0; i < after.length; i++) {
                boolean inside = area.overlaps(new Box(i % SIDE, i / SIDE, 1, 1));
                assertEquals(inside ? black : before[i], after[i], photometric + " pixel " + i);
            }
        }
    }

    @Test
    void paintsTheWritingItFindsAndNothingElse() {
        DicomFile file = capture("MONOCHROME2");
        DicomFile clean = apply(file, options(MaskRules.none(), true, false));
        DicomImage image = DicomImage.of(clean);
        assertTrue(!TextDetector.hasText(image.modalityValues(0), SIDE, SIDE));
        int[] after = image.storedValues(0);
        int[] before = DicomImage.of(file).storedValues(0);
        int changed = 0;
        for (int i = 0; i < after.length; i++) {
            assertTrue(after[i] < 400, "a stroke is left at " + i);
            changed += after[i] == before[i] ? 0 : 1;
        }
        assertTrue(changed > 1000 && changed < 10_000, "changed are " + changed);
        assertTrue(codes(clean).contains("113101"));
    }

    @Test
    void withoutCleaningNothingIsClaimed() {
        DicomFile ct = apply(TestObjects.ct(), DeidOptions.basic());
        assertEquals(List.of("113100"), codes(ct));
        DicomFile other = apply(TestObjects.ct(), options(rule("DX"), false, false));
        assertEquals(List.of("113100"), codes(other));
    }

    @Test
    void uncompressedColourIsCleanedToo() {
        DicomFile file = capture("MONOCHROME2");
        DataSet d = file.dataSet();
        byte[] rgb = new byte[3 * SIDE * SIDE];
        Arrays.fill(rgb, (byte) 77);
        d.putInts(Tag.SamplesPerPixel, Vr.US, 3).put(Tag.PhotometricInterpretation, Vr.CS, "RGB");
        d.putInts(Tag.PlanarConfiguration, Vr.US, 0)
                .putInts(Tag.BitsAllocated, Vr.US, 8)
                .putInts(Tag.BitsStored, Vr.US, 8)
                .putInts(Tag.HighBit, Vr.US, 7)
                .putBytes(Tag.PixelData, Vr.OB, rgb);
        byte[] after = apply(file, options(rule("OT"), false, false))
                .dataSet()
                .element(Tag.PixelData)
                .orElseThrow()
                .bytes();
        int black = 0;
        for (byte b : after) {
            black += b == 0 ? 1 : 0;
        }
        assertEquals(3 * 100 * 24, black);
        assertEquals(0, after[3 * (16 * SIDE + 8)]);
        assertEquals(77, after[3 * (16 * SIDE + 7) + 2]);
    }

    @Test
    void compressedColourIsDecompressedAndCleaned() throws IOException {
        MaskRules.Area top = new MaskRules.Area(0, 0, 1, 0.5);
        MaskRules rules =
                new MaskRules("effigy-masks", 1, List.of(new MaskRules.Rule("OT", 0, 0, "fraction", List.of(top))));
        for (String name : List.of("pydicom_SC_rgb_rle.dcm", "pydicom_SC_rgb_dcmtk__eb_cy_np.dcm")) {
            DicomFile file = Dicom.read(SharedData.folder("dicom-samples").resolve(name));
            DicomFile clean = apply(file, options(rules, false, false).with(DeidOption.CLEAN_GRAPHICS));
            int[] before = DicomImage.of(file).storedValues(0);
            int[] after = DicomImage.of(clean).storedValues(0);
            for (int i = 0; i < after.length; i++) {
                assertEquals(i < after.length / 2 ? 0 : before[i], after[i], name + " pixel " + i);
            }
        }
    }

    @Test
    void refusesAStackOfHeadSlicesUnlessAllowed() throws IOException {
        for (int slices : new int[] {5, 6}) {
            Path in = Files.createDirectories(folder.resolve("in" + slices));
            for (int i = 0; i < slices; i++) {
                DicomFile head = TestObjects.ct();
                head.dataSet().put(Tag.BodyPartExamined, Vr.CS, "HEAD").put(Tag.SOPInstanceUID, Vr.UI, "1.2.9." + i);
                Dicom.write(head, in.resolve(i + ".dcm"));
            }
            ScrubReport report = scrub(in, DeidOptions.basic());
            assertEquals(slices == 5 ? 5 : 0, report.written());
            assertEquals(slices == 5 ? 0 : 6, report.failures().size());
            assertEquals(
                    slices, scrub(in, options(MaskRules.none(), false, true)).written());
        }
        Path single = folder.resolve("frames.dcm");
        DicomFile frames = TestObjects.ct();
        frames.dataSet().put(Tag.BodyPartExamined, Vr.CS, "HEAD").putInts(Tag.NumberOfFrames, Vr.IS, 6);
        Dicom.write(frames, single);
        ScrubReport refused = TreeScrubber.scrub(
                single,
                folder.resolve("none.dcm"),
                new Deidentifier(DeidOptions.basic(), TestObjects.KEY),
                (a, b, c) -> Progress.none());
        assertTrue(refused.failures().get(0).reason().contains("6 slices of a head"));
        DicomFile head = TestObjects.ct();
        head.dataSet().put(Tag.BodyPartExamined, Vr.CS, "HEAD");
        DicomFile allowed = apply(head, options(MaskRules.none(), false, true));
        assertEquals(
                "YES", allowed.dataSet().string(Tag.RecognizableVisualFeatures).orElseThrow());
    }

    private ScrubReport scrub(Path in, DeidOptions options) throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        return TreeScrubber.scrub(in, out, new Deidentifier(options, TestObjects.KEY), (a, b, c) -> Progress.none());
    }
}
