package org.effigy.dataset.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.base.Seeds;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dataset.probe.MarkDetector;
import org.effigy.dataset.probe.MarkEvidence;
import org.effigy.marking.MarkLimits;
import org.effigy.marking.Plane;
import org.effigy.marking.WatermarkEmbedder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images with the watermark and nothing in their headers. */
final class MarkScreenTest {
    private static final int SIDE = 128;
    private static final int REAL = 3;

    @TempDir
    private Path folder;

    @Test
    void anImageWhoseHeaderWasStrippedIsStillLeftOut() throws IOException {
        write();
        DatasetIndex index =
                Indexer.index(folder, IndexOptions.defaults(folder), (task, unit, total) -> Progress.none());
        assertEquals(REAL, index.entries().size());
        assertEquals(2, index.exclusions().size());
        index.exclusions().forEach(exclusion -> {
            assertEquals(ExclusionReason.SYNTHETIC, exclusion.reason());
            assertEquals("a watermark in its pixels says so", exclusion.detail());
        });
    }

    @Test
    void anImageThatIsAllowedIsCountedAsSynthetic() throws IOException {
        write();
        IndexOptions allowing = IndexOptions.defaults(folder).withSynthetic(true);
        DatasetIndex index = Indexer.index(folder, allowing, (task, unit, total) -> Progress.none());
        assertEquals(REAL + 2, index.entries().size());
        assertEquals(2, index.entries().stream().filter(IndexEntry::synthetic).count());
    }

    @Test
    void theDetectorFindsItInPngAndJpeg() throws IOException {
        write();
        for (String name : new String[] {"marked.png", "marked.jpg"}) {
            MarkEvidence evidence = MarkDetector.detect(folder.resolve(name));
            assertTrue(evidence.isSynthetic(), name);
            assertFalse(evidence.header() || evidence.sourceType(), name);
        }
        assertFalse(MarkDetector.detect(folder.resolve("real-0.png")).isSynthetic());
    }

    private void write() throws IOException {
        for (int i = 0; i < REAL; i++) {
            write(texture(i), "png", "real-" + i + ".png");
        }
        WatermarkEmbedder embedder = new WatermarkEmbedder(MarkLimits.picture(255));
        write(embedder.mark(texture(10)), "png", "marked.png");
        write(embedder.mark(texture(11)), "jpg", "marked.jpg");
    }

    private void write(Plane image, String format, String name) throws IOException {
        BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, SIDE, SIDE, image.values());
        ImageIO.write(grey, format, folder.resolve(name).toFile());
    }

    /** Returns smooth shapes with noise, grey levels. */
    private static Plane texture(int seed) {
        Random random = Seeds.of(seed, "texture", 1);
        float[] values = new float[SIDE * SIDE];
        double phase = random.nextDouble();
        for (int i = 0; i < values.length; i++) {
            double shape = Math.sin(i % SIDE * 0.05 + phase) * Math.cos(i / SIDE * 0.07 + 2 * phase);
            values[i] = Math.round(Math.max(0, Math.min(255, 128 + 80 * shape + 4 * random.nextGaussian())));
        }
        return new Plane(SIDE, SIDE, values);
    }
}
