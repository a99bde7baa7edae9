package org.effigy.report.document;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.effigy.base.Check;

/** Grey pictures as PNG files of 8 bits; a synthetic one says so in a text chunk {@code SyntheticData} = {@code YES}. */
public final class Png {
    private static final String METADATA = "javax_imageio_png_1.0";

    private Png() {}

    /**
     * Returns the file of an image.
     *
     * @param values shape (rows, columns), -1 black and 1 white; what lies outside is cut
     * @param real whether it shows a patient
     */
    public static byte[] grey(float[] values, int columns, boolean real) {
        Check.argument(columns > 0 && values.length % columns == 0, () -> "the rows are not of one length");
        int rows = values.length / columns;
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster raster = image.getRaster();
        for (int i = 0; i < values.length; i++) {
            long grey = Math.round((values[i] + 1) * 127.5);
            raster.setSample(i % columns, i / columns, 0, (int) Math.max(0, Math.min(255, grey)));
        }
        try {
            return encode(image, real);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encode(BufferedImage image, boolean real) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        if (!real) {
            mark(metadata);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void mark(IIOMetadata metadata) throws IIOInvalidTreeException {
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", "SyntheticData");
        entry.setAttribute("value", "YES");
        IIOMetadataNode text = new IIOMetadataNode("tEXt");
        text.appendChild(entry);
        IIOMetadataNode root = new IIOMetadataNode(METADATA);
        root.appendChild(text);
        metadata.mergeTree(METADATA, root);
    }
}
