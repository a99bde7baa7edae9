package org.effigy.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** An image of a {@link TextDetectorStudy}, and what can be done to it. */
@SuppressWarnings("ArrayRecordComponent")
record StudyImage(int rows, int columns, float[] values) {
    private static final List<String> FONTS = List.of(Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED);
    private static final List<String> NAMES = List.of(
            "DOE^JANE", "SMITH JOHN", "Garcia, Maria", "MUELLER^KARL", "NGUYEN T", "O'Brien Pat", "Kowalski Ewa");
    private static final List<String> PLACES =
            List.of("GENERAL HOSPITAL", "St. Mary Clinic", "PORTABLE AP", "ERECT PA CHEST");
    private static final int MARGIN = 4;

    /** How the text is drawn. */
    enum Tone {
        WHITE,
        BLACK,
        GREY,
        OUTLINED
    }

    /** Returns an invented name, date, number, place or time of day. */
    static String text(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> NAMES.get(random.nextInt(NAMES.size()));
            case 1 ->
                String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d",
                        1930 + random.nextInt(80),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28));
            case 2 -> "ID " + (100_000 + random.nextInt(900_000));
            case 3 -> PLACES.get(random.nextInt(PLACES.size()));
            default ->
                String.format(
                        Locale.ROOT, "%02d:%02d:%02d", random.nextInt(24), random.nextInt(60), random.nextInt(60));
        };
    }

    /** Returns the image with a text somewhere, cut to what fits; the font's size in pixels. */
    StudyImage with(String text, int size, Tone tone, Random random) {
        BufferedImage cover = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = cover.createGraphics();
        graphics.setFont(
                new Font(FONTS.get(random.nextInt(FONTS.size())), random.nextBoolean() ? Font.BOLD : Font.PLAIN, size));
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING,
                random.nextBoolean()
                        ? RenderingHints.VALUE_TEXT_ANTIALIAS_ON
                        : RenderingHints.VALUE_TEXT_ANTIALIAS_OFF);
        graphics.setColor(Color.WHITE);
        FontMetrics metrics = graphics.getFontMetrics();
        String fitting = text;
        while (metrics.stringWidth(fitting) > columns - 2 * MARGIN && fitting.length() > 3) {
            fitting = fitting.substring(0, fitting.length() - 1).strip();
        }
        int x = MARGIN + random.nextInt(Math.max(1, columns - metrics.stringWidth(fitting) - 2 * MARGIN));
        int y = metrics.getAscent() + 2 + random.nextInt(Math.max(1, rows - metrics.getHeight() - MARGIN));
        float[] ends = ends();
        float[] out = values.clone();
        if (tone == Tone.OUTLINED) {
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    graphics.drawString(fitting, x + dx, y + dy);
                }
            }
            blend(out, cover, ends[0]);
            Arrays.fill(bytes(cover), (byte) 0);
        }
        graphics.drawString(fitting, x, y);
        graphics.dispose();
        blend(out, cover, tone == Tone.BLACK ? ends[0] : tone == Tone.GREY ? (ends[0] + ends[1]) / 2 : ends[1]);
        return new StudyImage(rows, columns, out);
    }

    private float[] ends() {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new float[] {low, high};
    }

    private static byte[] bytes(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static void blend(float[] out, BufferedImage cover, float level) {
        byte[] shares = bytes(cover);
        for (int i = 0; i < out.length; i++) {
            float share = (shares[i] & 0xff) / 255f;
            out[i] = out[i] * (1 - share) + level * share;
        }
    }

    /** Returns the image at a multiple of its size, by cubic interpolation, with noise of 2 to 4 grey levels. */
    StudyImage enlarged(int factor, Random random) {
        float[] wide = new float[rows * columns * factor];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns * factor; x++) {
                wide[y * columns * factor + x] = cubic(values, y * columns, 1, columns, (x + 0.5f) / factor - 0.5f);
            }
        }
        int across = columns * factor;
        float[] out = new float[rows * factor * across];
        double noise = 2 + random.nextInt(3);
        for (int y = 0; y < rows * factor; y++) {
            for (int x = 0; x < across; x++) {
                float value = cubic(wide, x, across, rows, (y + 0.5f) / factor - 0.5f);
                out[y * across + x] = Math.max(0, Math.min(255, (float) (value + noise * random.nextGaussian())));
            }
        }
        return new StudyImage(rows * factor, across, out);
    }

    private static float cubic(float[] line, int offset, int step, int length, float at) {
        int i = (int) Math.floor(at);
        float t = at - i;
        float[] p = new float[4];
        for (int k = 0; k < 4; k++) {
            p[k] = line[offset + step * Math.max(0, Math.min(length - 1, i - 1 + k))];
        }
        return p[1]
                + 0.5f
                        * t
                        * (p[2]
                                - p[0]
                                + t * (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3] + t * (3 * (p[1] - p[2]) + p[3] - p[0])));
    }
}
