package org.effigy.dataset.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.dataset.BorderUse;
import org.effigy.dataset.Candidate;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.FoundFile;
import org.effigy.dataset.ImageFacts;
import org.effigy.dataset.PixelAreas;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.Split;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dicom.burnedin.Box;
import org.effigy.dicom.burnedin.MaskRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelScreenTest {
    private static final int SIDE = 160;

    @TempDir
    private Path folder;

    /** Writes a picture of a gradient, with a text or a white border. */
    private Path picture(String name, String text, int border) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, 40 + (i / SIDE + i % SIDE) / 3);
        }
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.setFont(new Font(Font.MONOSPACED, Font.BOLD, 14));
        graphics.drawString(text, 20, 100);
        for (int i = 0; i < border; i++) {
            graphics.drawRect(i, i, SIDE - 1 - 2 * i, SIDE - 1 - 2 * i);
        }
        graphics.dispose();
        Path file = folder.resolve(name + ".png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private DatasetIndex index(ScreenOptions options) throws IOException {
        IndexOptions all = IndexOptions.defaults(folder).withScreen(options);
        return Indexer.index(folder, all, (task, unit, total) -> Progress.none());
    }

    private static float[] read(DatasetIndex index, int entry, Path cache) throws IOException {
        Preprocessing recipe = Preprocessing.forIndex(index, SIDE).withRange(new IntensityRange.FixedRange(0, 255));
        List<float[]> images = new ArrayList<>();
        for (Split split : Split.values()) {
            if (index.entries(split).isEmpty()) {
                continue;
            }
            try (ImageDataset set = ImageDataset.open(index, split, recipe, CacheOptions.in(cache))) {
                for (int i = 0; i < set.size(); i++) {
                    float[] image = new float[set.imageLength()];
                    set.read(i, image, 0);
                    if (set.id(i) == entry) {
                        images.add(image);
                    }
                }
            }
        }
        return images.get(0);
    }

    @Test
    void masksLeavesOutOrAllowsWriting() throws IOException {
        picture("a", "", 0);
        picture("b", "DOE^JANE", 0);
        DatasetIndex masked = index(ScreenOptions.STANDARD);
        assertEquals(2, masked.entries().size());
        assertEquals(PixelAreas.NONE, masked.entries().get(0).areas());
        Box area = masked.entries().get(1).areas().masked().get(0);
        assertTrue(area.overlaps(new Box(20, 90, 60, 10)) && area.height() < 40, area.toString());
        assertEquals(new ScreenNotes(2, 0, 1, 0, 0), masked.notes().screen());

        DatasetIndex left = index(ScreenOptions.STANDARD.withText(TextPolicy.LEAVE_OUT));
        assertEquals(1, left.entries().size());
        assertEquals(ExclusionReason.TEXT_IN_PIXELS, left.exclusions().get(0).reason());

        DatasetIndex allowed = index(ScreenOptions.STANDARD.withText(TextPolicy.ALLOW));
        assertEquals(2, allowed.entries().size());
        assertEquals(ScreenNotes.NONE, allowed.notes().screen());
        assertNotEquals(allowed.fingerprint(), masked.fingerprint());

        Path cache = folder.resolveSibling("cache");
        assertTrue(brightest(read(allowed, 1, cache)) > 0.9);
        assertTrue(brightest(read(masked, 1, cache)) < 0.4, "nothing white is left");
    }

    private static double brightest(float[] image) {
        return IntStream.range(0, image.length).mapToDouble(i -> image[i]).max().orElseThrow();
    }

    @Test
    void masksByRuleAndKeepsItInTheIndexFile() throws IOException {
        picture("a", "", 0);
        MaskRules.Area area = new MaskRules.Area(0.5, 0, 0.5, 0.25);
        MaskRules rules =
                new MaskRules("effigy-masks", 1, List.of(new MaskRules.Rule("png", 0, 0, "fraction", List.of(area))));
        DatasetIndex index = index(ScreenOptions.STANDARD.withMasks(rules));
        assertEquals(
                List.of(new Box(80, 0, 80, 40)), index.entries().get(0).areas().masked());
        Path file = folder.resolveSibling("index.json");
        index.write(file);
        assertEquals(index, DatasetIndex.read(file));
    }

    @Test
    void cutsBordersOffOrLeavesThemOutOfTheRange() throws IOException {
        picture("a", "", 12);
        DatasetIndex kept = index(ScreenOptions.STANDARD);
        assertEquals(List.of(), kept.entries().get(0).areas().content());
        DatasetIndex crop = index(ScreenOptions.STANDARD.withBorders(BorderUse.CROP));
        Box content = crop.entries().get(0).areas().content().get(0);
        assertEquals(new Box(12, 12, SIDE - 24, SIDE - 24), content);
        PixelPlane plane = new PixelPlane(SIDE, SIDE, 1, new float[SIDE * SIDE]);
        PixelPlane cut = crop.entries().get(0).areas().apply(plane);
        assertEquals(SIDE - 24, cut.rows());
        DatasetIndex exclude = index(ScreenOptions.STANDARD.withBorders(BorderUse.EXCLUDE));
        PixelAreas areas = exclude.entries().get(0).areas();
        assertEquals(SIDE, areas.apply(plane).rows());
        assertEquals(cut.values().length, areas.statistics(plane).orElseThrow().length);
        assertTrue(brightest(read(crop, 0, folder.resolveSibling("cache"))) < 0.4);
    }

    @Test
    void leavesOutStacksOfHeads() throws IOException {
        List<Candidate> probes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            probes.add(head("1.2", i));
        }
        probes.add(head("1.3", 0));
        List<Candidate> out = HeadVolumes.leaveOut(probes, ScreenOptions.STANDARD);
        for (int i = 0; i < 6; i++) {
            assertEquals(probes.get(i).without(ExclusionReason.HEAD), out.get(i));
        }
        assertEquals(probes.get(6), out.get(6));
        assertEquals(probes, HeadVolumes.leaveOut(probes, ScreenOptions.STANDARD.withHeads(true)));
        assertFalse(out.equals(probes));
    }

    private static Candidate head(String series, int number) {
        ImageFacts picture = ImageFacts.ofPicture("CT", 64, 64, 12, false, "0".repeat(64));
        ImageFacts.Source source = new ImageFacts.Source(
                "0".repeat(64), picture.source().pixels(), "1.9." + number, series, "1.1", "", number);
        ImageFacts facts = new ImageFacts(
                picture.slices(),
                picture.geometry(),
                "CT",
                "HEAD",
                "",
                new ImageFacts.Marks(false, false, true, true, Optional.empty()),
                picture.appearance(),
                source);
        return Candidate.of(new FoundFile(Path.of("nowhere"), "nowhere", FoundFile.Kind.FILE))
                .withFacts(facts);
    }
}
