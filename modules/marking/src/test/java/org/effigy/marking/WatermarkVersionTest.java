package org.effigy.marking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.effigy.base.Hashes;
import org.junit.jupiter.api.Test;

/** What the versions of the mark have in common, and what each does. */
final class WatermarkVersionTest {
    private static final MarkLimits GREY = MarkLimits.picture(255);
    private static final MarkLimits HOUNSFIELD = MarkLimits.hounsfield(1, Short.MIN_VALUE, Short.MAX_VALUE);

    @Test
    void versionOneMarksAsItAlwaysDid() {
        // SHA-256 of the stored values, by the program before there was a version 2.
        Plane slice = TextureImages.hounsfield(72, 60, 5);
        assertEquals("ea17094f7700392a1f2277a48669f76e9a9bc0e15c9d0184941f7947a5a5571e", hash(HOUNSFIELD, slice));
        Plane nothing = new Plane(64, 64, new float[4096]);
        assertEquals("4fe7b59af6de3b665b67788cc2f99892ab827efae3a467342b3bb4e3bc8e5bfe", hash(HOUNSFIELD, nothing));
        Plane radiograph = TextureImages.grey(72, 60, 5);
        assertEquals("6bce6576f124ae99b26f8c91d2b48cc8ca176b873364df15984572ec04869339", hash(GREY, radiograph));
    }

    private static String hash(MarkLimits limits, Plane image) {
        float[] marked = mark(limits, WatermarkVersion.ONE, image).values();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * marked.length);
        for (float value : marked) {
            bytes.putInt((int) value);
        }
        return Hashes.sha256(bytes.array());
    }

    @Test
    void picturesAreMarkedAlikeByAllVersions() {
        Plane image = TextureImages.grey(96, 80, 3);
        assertArrayEquals(
                mark(GREY, WatermarkVersion.ONE, image).values(),
                mark(GREY, WatermarkVersion.TWO, image).values());
    }

    @Test
    void marksOfAllVersionsAreFound() {
        for (WatermarkVersion version : WatermarkVersion.values()) {
            Plane image = TextureImages.hounsfield(128, 128, 7);
            assertFalse(Watermark.find(image).isMark());
            assertTrue(Watermark.find(mark(HOUNSFIELD, version, image)).isCertain(), version.text());
        }
    }

    @Test
    void theTileOfCtLiesAtScalesThatJpegAndMeansLeave() {
        for (int seed = 1; seed <= 6; seed++) {
            Plane marked = mark(HOUNSFIELD, WatermarkVersion.TWO, TextureImages.hounsfield(128, 128, seed));
            double scale = Watermark.find(marked).scale();
            assertTrue(scale > 0.84 && scale < 1.01, "scale " + scale + " of seed " + seed);
        }
    }

    @Test
    void versionsAreNamedAsInManifests() {
        for (WatermarkVersion version : WatermarkVersion.values()) {
            assertEquals(version, WatermarkVersion.of(version.text()));
        }
        assertTrue(WatermarkVersion.isKnown("1"));
        assertFalse(WatermarkVersion.isKnown("3"));
        assertEquals("2", WatermarkVersion.LATEST.text());
        IllegalArgumentException unknown = assertThrows(IllegalArgumentException.class, () -> WatermarkVersion.of("3"));
        assertTrue(unknown.getMessage().contains("'3', known are 1 and 2"), unknown.getMessage());
    }

    private static Plane mark(MarkLimits limits, WatermarkVersion version, Plane image) {
        return new WatermarkEmbedder(limits, version).mark(image);
    }
}
