package org.effigy.dicom.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The ImageIO plug-ins, found by ImageIO's own search on the class path. Where several read a format, ImageIO-Ext comes
 * before TwelveMonkeys and that before what the Java runtime brings, whatever order ImageIO has found them in; to write,
 * ImageIO-Ext comes before the Java runtime.
 */
public final class ImagePlugins {
    private static final List<String> READERS = List.of("it.geosolutions.", "com.twelvemonkeys.");

    /** TwelveMonkeys 3.14 writes the pixels of a little-endian TIFF in big endian. */
    private static final List<String> WRITERS = List.of("it.geosolutions.", "com.sun.");

    private ImagePlugins() {}

    /** Returns the reader for a format, e.g. {@code tiff}. */
    static Optional<ImageReader> reader(String format) {
        return best(ImageIO.getImageReadersByFormatName(format), READERS);
    }

    /** Returns the writer for a format. */
    static ImageWriter writer(String format) {
        return best(ImageIO.getImageWritersByFormatName(format), WRITERS)
                .orElseThrow(() -> new IllegalStateException("no ImageIO plug-in writes " + format));
    }

    /** Returns what reads PNG and TIFF, for people, e.g. {@code TIFF TwelveMonkeys 3.14.0}. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (String format : List.of("png", "tiff")) {
            reader(format).ifPresent(reader -> {
                names.add(format.toUpperCase(Locale.ROOT) + " " + name(reader.getOriginatingProvider()));
                reader.dispose();
            });
        }
        return names;
    }

    private static String name(ImageReaderSpi provider) {
        String type = provider.getClass().getName();
        if (type.startsWith("com.sun.")) {
            return "Java " + System.getProperty("java.version");
        }
        String vendor = type.startsWith(READERS.get(0)) ? "ImageIO-Ext" : provider.getVendorName();
        return vendor + " " + provider.getVersion();
    }

    private static <T> Optional<T> best(Iterator<T> plugins, List<String> preferred) {
        List<T> found = new ArrayList<>();
        plugins.forEachRemaining(found::add);
        return found.stream().min(Comparator.comparingInt(plugin -> rank(plugin, preferred)));
    }

    private static int rank(Object plugin, List<String> preferred) {
        for (int i = 0; i < preferred.size(); i++) {
            if (plugin.getClass().getName().startsWith(preferred.get(i))) {
                return i;
            }
        }
        return preferred.size();
    }
}
