package org.effigy.dicom.burnedin;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Random;

/** Computed images that look like radiographs from afar, and writing on them. */
final class TestWriting {
    private TestWriting() {}

    /** Returns a smooth image with soft bands, as ribs make them, and noise; about 0 to 1000. */
    static float[] chest(int side, double noise, long seed) {
        Random random = new Random(seed);
        float[] values = new float[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double u = (double) x / side - 0.5;
                double v = (double) y / side - 0.5;
                double body = 700 * Math.exp(-4 * u * u - v * v);
                double lungs = -350 * Math.exp(-60 * (Math.abs(u) - 0.2) * (Math.abs(u) - 0.2) - 8 * v * v);
                double ribs = 40 * Math.sin(40 * v + 12 * u * u);
                values[y * side + x] = (float) (body + lungs + ribs + noise * random.nextGaussian());
            }
        }
        return values;
    }

    /** Returns the image with a text whose base line begins at the place. */
    static float[] write(float[] values, int side, String text, int x, int y, int size, float level) {
        BufferedImage mask = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = mask.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        graphics.setColor(Color.WHITE);
        graphics.drawString(text, x, y);
        graphics.dispose();
        byte[] cover = ((DataBufferByte) mask.getRaster().getDataBuffer()).getData();
        float[] out = values.clone();
        for (int i = 0; i < out.length; i++) {
            float share = (cover[i] & 0xff) / 255f;
            out[i] = out[i] * (1 - share) + level * share;
        }
        return out;
    }
}
