package org.effigy.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.effigy.marking.Plane;

/** What may happen to an image between its export and the search for its mark. */
final class WatermarkAttacks {
    private static final double CROPPED = 0.8;
    private static final double RESIZED = 0.75;
    private static final float JPEG_QUALITY = 0.75f;
    private static final int WHITE = 255;

    private WatermarkAttacks() {}

    /** Centre and width of a window in Hounsfield units. */
    private record Window(String name, double center, double width) {}

    private static final Window[] WINDOWS = {new Window("full", -300, 1400), new Window("soft", 40, 400)};

    /**
     * Returns the image after each attack, by its name, the untouched one first.
     *
     * @param hounsfield whether the values are Hounsfield units, else grey levels to 255
     * @param random chooses where the image is cut
     */
    static Map<String, Plane> of(Plane image, boolean hounsfield, Random random) throws IOException {
        Map<String, Plane> out = new LinkedHashMap<>();
        out.put("none", image);
        int rows = (int) Math.round(image.rows() * CROPPED);
        int columns = (int) Math.round(image.columns() * CROPPED);
        int top = random.nextInt(image.rows() - rows + 1);
        int left = random.nextInt(image.columns() - columns + 1);
        out.put("crop 80 %", crop(image, top, left, rows, columns));
        if (!hounsfield) {
            out.put("window 8 bit", window(image, new Window("", 128, 200)));
            out.put("JPEG 75", jpeg(image));
            out.put("resize 75 %", resize(image));
            return out;
        }
        for (Window window : WINDOWS) {
            Plane shown = window(image, window);
            out.put("window 8 bit " + window.name(), shown);
            out.put("JPEG 75 " + window.name(), jpeg(shown));
            out.put("crop 80 % " + window.name(), crop(shown, top, left, rows, columns));
            out.put("resize 75 % " + window.name(), resize(shown));
        }
        return out;
    }

    /** Returns the attack that comes last. */
    static String last(boolean hounsfield) {
        return "resize 75 %" + (hounsfield ? " " + WINDOWS[WINDOWS.length - 1].name() : "");
    }

    private static Plane window(Plane image, Window window) {
        float[] out = new float[image.values().length];
        for (int i = 0; i < out.length; i++) {
            double shown = (image.values()[i] - window.center() + window.width() / 2) / window.width() * WHITE;
            out[i] = Math.round(Math.max(0, Math.min(WHITE, shown)));
        }
        return new Plane(image.rows(), image.columns(), out);
    }

    private static Plane crop(Plane image, int top, int left, int rows, int columns) {
        float[] out = new float[rows * columns];
        for (int i = 0; i < out.length; i++) {
            out[i] = image.values()[(top + i / columns) * image.columns() + left + i % columns];
        }
        return new Plane(rows, columns, out);
    }

    /** Resizes bilinear between the centres of pixels, to whole levels. */
    private static Plane resize(Plane image) {
        int rows = (int) Math.round(image.rows() * RESIZED);
        int columns = (int) Math.round(image.columns() * RESIZED);
        float[] v = image.values();
        float[] out = new float[rows * columns];
        for (int i = 0; i < out.length; i++) {
            double y = Math.max(0, (i / columns + 0.5) * image.rows() / rows - 0.5);
            double x = Math.max(0, (i % columns + 0.5) * image.columns() / columns - 0.5);
            int top = Math.min((int) y, image.rows() - 2);
            int left = Math.min((int) x, image.columns() - 2);
            int at = top * image.columns() + left;
            int next = at + image.columns();
            double upper = v[at] * (1 - (x - left)) + v[at + 1] * (x - left);
            double lower = v[next] * (1 - (x - left)) + v[next + 1] * (x - left);
            out[i] = Math.round(upper * (1 - (y - top)) + lower * (y - top));
        }
        return new Plane(rows, columns, out);
    }

    private static Plane jpeg(Plane image) throws IOException {
        BufferedImage grey = new BufferedImage(image.columns(), image.rows(), BufferedImage.TYPE_BYTE_GRAY);
        float[] values = image.values();
        grey.getRaster().setPixels(0, 0, image.columns(), image.rows(), values.clone());
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriteParam quality = writer.getDefaultWriteParam();
        quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        quality.setCompressionQuality(JPEG_QUALITY);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(grey, null, null), quality);
        } finally {
            writer.dispose();
        }
        BufferedImage back = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        float[] out = back.getRaster().getPixels(0, 0, image.columns(), image.rows(), new float[values.length]);
        return new Plane(image.rows(), image.columns(), out);
    }
}
