package org.effigy.marking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

final class JpegLossTest {
    @Test
    void leavesWhatJpegOfQuality75Leaves() throws IOException {
        Plane image = TextureImages.map(TextureImages.grey(53, 70, 3), v -> Math.min(Math.max(v, 0), 255));
        // The darkest and the brightest level there are, so that levels stay what they are.
        image.values()[0] = 0;
        image.values()[1] = 255;
        float[] ours = JpegLoss.of(image).values();
        float[] theirs = jpeg(image);
        double apart = 0;
        double lost = 0;
        for (int i = 0; i < ours.length; i++) {
            apart += Math.pow(Math.min(Math.max(ours[i], 0), 255) - theirs[i], 2);
            lost += Math.pow(image.values()[i] - theirs[i], 2);
        }
        // Theirs is whole and computed in integers: a coefficient near the middle of two steps may go the other way
        // there.
        String ratio = apart / ours.length + " is their mean square difference, " + lost / ours.length + " the loss";
        assertTrue(apart < 0.05 * lost, ratio);
    }

    private static float[] jpeg(Plane image) throws IOException {
        BufferedImage grey = new BufferedImage(image.columns(), image.rows(), BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster()
                .setPixels(0, 0, image.columns(), image.rows(), image.values().clone());
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriteParam quality = writer.getDefaultWriteParam();
        quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        quality.setCompressionQuality(0.75f);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(grey, null, null), quality);
        } finally {
            writer.dispose();
        }
        BufferedImage back = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        float[] out = new float[image.values().length];
        return back.getRaster().getPixels(0, 0, image.columns(), image.rows(), out);
    }

    @Test
    void aBlockOfOneStepOfOneWaveStays() {
        // Two steps of the first wave across: 11 at quality 50, 6 at 75.
        double[] block = new double[64];
        for (int i = 0; i < block.length; i++) {
            block[i] = 12 * Math.sqrt(1.0 / 8) * Math.sqrt(2.0 / 8) * Math.cos(Math.PI * (2 * (i % 8) + 1) / 16);
        }
        assertArrayEquals(block, JpegLoss.lossy(block), 1e-12);
        for (int i = 0; i < block.length; i++) {
            block[i] *= 0.2;
        }
        assertArrayEquals(new double[64], JpegLoss.lossy(block), 1e-12);
    }

    @Test
    void anotherUnitChangesNothing() {
        Plane image = TextureImages.grey(32, 40, 2);
        float[] plain = JpegLoss.of(image).values();
        float[] scaled =
                JpegLoss.of(TextureImages.map(image, v -> 8 * v - 1024)).values();
        for (int i = 0; i < plain.length; i++) {
            assertEquals(8 * plain[i] - 1024, scaled[i], 1e-2);
        }
    }

    @Test
    void anImageOfOneValueStaysItself() {
        Plane image = new Plane(3, 5, new float[15]);
        assertSame(image, JpegLoss.of(image));
    }
}
