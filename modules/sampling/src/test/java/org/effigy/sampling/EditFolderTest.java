package org.effigy.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.base.Size;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.probe.MarkDetector;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.edit.EditableImage;
import org.effigy.dicom.picture.GrayImage;
import org.effigy.dicom.picture.GrayImages;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticImage;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;
import org.effigy.diffusion.EditPlan;
import org.effigy.gate.Gate;
import org.effigy.gate.GateBuilder;
import org.effigy.gate.GateFile;
import org.effigy.gate.RealImages;
import org.effigy.networks.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditFolderTest {
    private static final int ROWS = 40;
    private static final int COLUMNS = 50;
    private static final String CREATED = "2026-01-31T12:00:00";
    private static final EditExport EXPORT = new EditExport("2.25", CREATED, true, false);
    private static final EditPlan FILL = EditPlan.region(4, 1, 2, 2);

    @TempDir
    private Path temporary;

    /** A smooth field with noise, from 0 to 1. */
    private static float[] field() {
        var random = Seeds.of(4, "field", 0);
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            double wave = Math.sin(i / COLUMNS / 6.0) * Math.cos(i % COLUMNS / 7.0);
            values[i] = (float) Math.max(0, Math.min(1, 0.5 + 0.4 * wave + 0.02 * random.nextGaussian()));
        }
        return values;
    }

    private Path picture(String name, int bits) throws IOException {
        int[] levels = new int[ROWS * COLUMNS];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Math.round(field()[i] * ((1 << bits) - 1));
        }
        Path file = temporary.resolve(name);
        Files.write(file, PngWriter.encode(new Grey(ROWS, COLUMNS, bits, levels), "test"));
        return file;
    }

    /** A mask that is white in a rectangle. */
    private Path mask(int top, int left, int height, int width) throws IOException {
        return mask(ROWS, COLUMNS, top, left, height, width);
    }

    private Path mask(int rows, int columns, int top, int left, int height, int width) throws IOException {
        int[] levels = new int[rows * columns];
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                levels[y * columns + x] = 255;
            }
        }
        Path file = temporary.resolve("mask-" + rows + "-" + top + "-" + left + "-" + width + ".png");
        Files.write(file, PngWriter.encode(new Grey(rows, columns, 8, levels), "mask"));
        return file;
    }

    private Path ct() throws IOException {
        float[] hounsfield = field();
        for (int i = 0; i < hounsfield.length; i++) {
            hounsfield[i] = hounsfield[i] * 1800 - 1100;
        }
        SyntheticImage image = new SyntheticImage(SyntheticKind.CT, ROWS, COLUMNS, hounsfield, 2, 2, 0, 400, "CHEST");
        SyntheticOrigin origin = new SyntheticOrigin("scanner", "", "1", "");
        SyntheticIdentity who = new SyntheticIdentity("2.25", "a patient", 1, LocalDateTime.parse(CREATED));
        Path file = temporary.resolve("ct.dcm");
        Dicom.write(SyntheticObject.of(image, origin, who), file);
        return file;
    }

    private record Asked(Checkpoint model, Path from, Optional<Path> mask, EditRequest request) {
        static Asked filled(Checkpoint model, Path from, Path mask) {
            return new Asked(model, from, Optional.of(mask), new EditRequest(3, 2, "", FILL, 1));
        }

        static Asked whole(Checkpoint model, Path from, double strength) {
            return new Asked(
                    model, from, Optional.empty(), new EditRequest(3, 2, "", EditPlan.wholeImage(4, strength), 1));
        }
    }

    private EditManifest write(String folder, Asked asked, Optional<GateFile> gate) throws IOException {
        try (ImageSampler sampler = ImageSampler.of(asked.model(), ToyModels.COMPUTE)) {
            EditSource source = EditSource.read(asked.from(), sampler.preprocessing());
            Optional<EditRegion> region = asked.mask().isEmpty()
                    ? Optional.empty()
                    : Optional.of(source.region(asked.mask().get()));
            EditFolder edits = new EditFolder(sampler, source, region, "test", (a, b, c) -> Progress.none());
            if (gate.isPresent()) {
                edits = edits.withGate(gate.get());
            }
            return edits.write(temporary.resolve(folder), asked.request(), EXPORT, () -> false);
        }
    }

    @Test
    void picturesKeepEveryLevelOutsideTheMaskInBothDepths() throws IOException {
        Checkpoint model = ToyModels.ddpm(ToyModels.XRAY, 3);
        for (int bits : new int[] {8, 16}) {
            Path from = picture("from-" + bits + ".png", bits);
            Path mask = mask(10, 12, 9, 17);
            write("out-" + bits, Asked.filled(model, from, mask), Optional.empty());
            GrayImage before = GrayImages.read(from);
            GrayImage white = GrayImages.read(mask);
            for (int n = 1; n <= 2; n++) {
                Path file = temporary.resolve("out-" + bits).resolve("edited-00000" + n + ".png");
                GrayImage after = GrayImages.read(file);
                assertEquals(bits, after.bits());
                int changed = 0;
                for (int i = 0; i < before.values().length; i++) {
                    boolean same = before.values()[i] == after.values()[i];
                    assertTrue(same || white.values()[i] == 255, "pixel " + i + " of " + bits + " bits");
                    changed += same ? 0 : 1;
                }
                assertTrue(changed > 100, "of 153 pixels " + changed + " changed");
                assertTrue(MarkDetector.detect(file).isSynthetic());
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertTrue(text.contains("compositeWithTrainedAlgorithmicMedia"));
                assertTrue(text.contains("Edited from a real image"));
            }
        }
    }

    @Test
    void dicomKeepsEveryStoredValueOutsideTheMaskAndIsMarked() throws IOException {
        Path from = ct();
        Path mask = mask(3, 20, 30, 11);
        write("out", Asked.filled(ToyModels.ddpm(ToyModels.CT, 3), from, mask), Optional.empty());
        int[] before = EditableImage.of(Dicom.read(from)).stored();
        int[] white = GrayImages.read(mask).values();
        Path file = temporary.resolve("out/edited-000001.dcm");
        var edited = Dicom.read(file);
        int[] after = EditableImage.of(edited).stored();
        int changed = 0;
        for (int i = 0; i < before.length; i++) {
            assertTrue(before[i] == after[i] || white[i] == 255, "pixel " + i);
            changed += before[i] == after[i] ? 0 : 1;
            assertTrue(white[i] == 0 || (after[i] >= -1000 && after[i] <= 400), "the model's window is -1000 to 400");
        }
        assertTrue(changed > 250, "of 330 pixels " + changed + " changed");
        assertTrue(MarkDetector.detect(file).isSynthetic());
        assertEquals("YES", edited.dataSet().string(Tag.SyntheticData).orElseThrow());
        String derivation = edited.dataSet().string(Tag.DerivationDescription).orElseThrow();
        assertTrue(derivation.contains("depict its patient"), derivation);
        assertTrue(derivation.contains("16.5 %"), derivation);
    }

    @Test
    void theSameCommandMakesTheSameFilesAndEveryEditDiffers() throws IOException {
        Asked asked = Asked.filled(ToyModels.ddpm(ToyModels.CT, 3), ct(), mask(3, 20, 8, 8));
        EditManifest one = write("one", asked, Optional.empty());
        EditManifest two = write("two", asked, Optional.empty());
        assertEquals(one, two);
        assertEquals(one, EditManifest.read(temporary.resolve("one")));
        assertFalse(one.images().get(0).sha256().equals(one.images().get(1).sha256()));
        assertArrayEquals(
                Files.readAllBytes(temporary.resolve("one/edited-000002.dcm")),
                Files.readAllBytes(temporary.resolve("two/edited-000002.dcm")));
    }

    @Test
    void strengthZeroGivesWhatTheModelSeesOfTheImage() throws IOException {
        Path from = picture("from.png", 16);
        Asked asked = Asked.whole(ToyModels.ddpm(ToyModels.XRAY, 3), from, 0);
        EditExport plain = new EditExport("2.25", CREATED, false, false);
        float[] seen;
        try (ImageSampler sampler = ImageSampler.of(asked.model(), ToyModels.COMPUTE)) {
            EditSource source = EditSource.read(from, sampler.preprocessing());
            seen = source.scaled();
            new EditFolder(sampler, source, Optional.empty(), "test", (a, b, c) -> Progress.none())
                    .write(temporary.resolve("out"), asked.request(), plain, () -> false);
        }
        int[] levels =
                GrayImages.read(temporary.resolve("out/edited-000001.png")).values();
        assertArrayEquals(Grey.ofScaled(seen, Size.square(ToyModels.SIZE), 16).levels(), levels);
    }

    @Test
    void strengthOneForgetsTheImage() throws IOException {
        Checkpoint model = ToyModels.ddpm(ToyModels.XRAY, 3);
        EditManifest one = write("a", Asked.whole(model, picture("a.png", 8), 1), Optional.empty());
        Path dark = temporary.resolve("dark.png");
        int[] levels = GrayImages.read(picture("b.png", 8)).values();
        for (int i = 0; i < levels.length; i++) {
            levels[i] /= 3;
        }
        Files.write(dark, PngWriter.encode(new Grey(ROWS, COLUMNS, 8, levels), "test"));
        EditManifest two = write("b", Asked.whole(model, dark, 1), Optional.empty());
        assertEquals(one.images(), two.images());
    }

    @Test
    void wholeCtImagesBecomeObjectsMadeFromNothingThatSayWhereTheyCameFrom() throws IOException {
        write("out", Asked.whole(ToyModels.ddpm(ToyModels.CT, 3), ct(), 0.5), Optional.empty());
        var out = Dicom.read(temporary.resolve("out/edited-000001.dcm")).dataSet();
        assertEquals(ToyModels.SIZE, out.integer(Tag.Rows).orElseThrow());
        String derivation = out.string(Tag.DerivationDescription).orElseThrow();
        assertTrue(derivation.startsWith("Synthetic image made from a real image"), derivation);
        assertFalse(derivation.contains("depicts no"), derivation);
    }

    private static GateFile gate(List<float[]> known) {
        RealImages images = new RealImages() {
            @Override
            public int size() {
                return known.size();
            }

            @Override
            public float[] image(int i) {
                return known.get(i);
            }

            @Override
            public int id(int i) {
                return i;
            }

            @Override
            public String patient(int i) {
                return "p" + i;
            }
        };
        return GateBuilder.build(images, RealImages.none(), ToyModels.SIZE, 1, "f".repeat(64));
    }

    @Test
    void theGatePassesWhatIsNearTheOriginalAloneAndRefusesOtherTrainingImages() throws IOException {
        Checkpoint model = ToyModels.ddpm(ToyModels.XRAY, 3);
        Preprocessing recipe = ToyModels.XRAY;
        EditSource source = EditSource.read(picture("from.png", 16), recipe);
        List<float[]> known = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            float[] blank = Seeds.fillNormal(Seeds.of(8, "image", i), new float[ToyModels.SIZE * ToyModels.SIZE]);
            for (int j = 0; j < blank.length; j++) {
                blank[j] = (float) Math.tanh(blank[j] + Math.sin(j / (3.0 + i)));
            }
            known.add(blank);
        }
        known.add(source.scaled());
        EditGate judge = new EditGate(Gate.of(gate(known)), source.scaled());
        assertTrue(judge.knowsTheOriginal());
        assertEquals(Optional.empty(), judge.refuses(source.scaled()));
        assertTrue(judge.refuses(known.get(3)).isPresent(), "another training image");
        EditGate stranger = new EditGate(Gate.of(gate(known)), known.get(29).clone());
        assertTrue(stranger.refuses(source.scaled()).isPresent(), "the original of somebody else");
        EditManifest manifest = write("out", Asked.whole(model, picture("again.png", 16), 0), Optional.of(gate(known)));
        assertTrue(manifest.sourceIsTrainingImage());
        assertEquals(2, manifest.images().size());
        assertTrue(manifest.gate().on());
    }

    private String refusal(Asked asked) {
        return assertThrows(InputException.class, () -> write("refused", asked, Optional.empty()))
                .getMessage();
    }

    @Test
    void refusesWhatDoesNotFitInOneClearLine() throws IOException {
        Checkpoint model = ToyModels.ddpm(ToyModels.XRAY, 3);
        Path from = picture("from.png", 8);
        assertTrue(refusal(Asked.filled(model, from, mask(20, 20, 0, 0, 4, 4))).contains("20x20"));
        assertTrue(refusal(Asked.filled(model, from, mask(0, 0, 0, 0))).contains("no white pixel"));
        // The model sees the square in the middle, columns 5 to 44.
        assertTrue(refusal(Asked.filled(model, from, mask(3, 2, 5, 5))).contains("outside of what the model sees"));
        assertTrue(refusal(Asked.filled(ToyModels.dcgan(ToyModels.XRAY, 3), from, mask(3, 20, 5, 5)))
                .contains("cannot edit"));
        EditRequest other = new EditRequest(3, 1, "unknown", FILL, 1);
        assertTrue(refusal(new Asked(model, from, Optional.of(mask(3, 20, 5, 5)), other))
                .contains("unknown class"));
        EditRequest many = new EditRequest(3, 1, "", EditPlan.region(51, 1, 1, 1), 1);
        assertTrue(refusal(new Asked(model, from, Optional.of(mask(3, 20, 5, 5)), many))
                .contains("allowed are 1 to 50"));
        assertFalse(Files.exists(temporary.resolve("refused")));
        assertThrows(IllegalArgumentException.class, () -> new EditRequest(3, 1, "", FILL, 2));
    }

    @Test
    void aModelOfCtTakesPicturesOfItsWholeRangeButNoRadiographs() throws IOException {
        Checkpoint model = ToyModels.ddpm(ToyModels.CT, 3);
        write("out", Asked.filled(model, picture("slice.png", 16), mask(10, 12, 9, 17)), Optional.empty());
        SyntheticImage image = new SyntheticImage(SyntheticKind.CR, ROWS, COLUMNS, field(), 2, 2, 0, 1, "CHEST");
        SyntheticOrigin origin = new SyntheticOrigin("scanner", "", "1", "");
        SyntheticIdentity who = new SyntheticIdentity("2.25", "a patient", 1, LocalDateTime.parse(CREATED));
        Path cr = temporary.resolve("cr.dcm");
        Dicom.write(SyntheticObject.of(image, origin, who), cr);
        assertTrue(refusal(Asked.filled(model, cr, mask(10, 12, 9, 17))).contains("Hounsfield"));
        write("cr", Asked.filled(ToyModels.ddpm(ToyModels.XRAY, 3), cr, mask(10, 12, 9, 17)), Optional.empty());
    }
}
