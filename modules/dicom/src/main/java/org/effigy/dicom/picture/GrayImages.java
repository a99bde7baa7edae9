package org.effigy.dicom.picture;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.codecs.PixelException;

/** Reads and writes grey images of 8 and 16 bits as PNG and TIFF. Values pass unchanged: no gamma, no colour profile. */
public final class GrayImages {
    private static final long MAX_PIXELS = 1L << 28;
    private static final int SIGNATURE_BYTES = 8;
    private static final long LARGEST_BYTES = 1L << 30;
    private static final long ALWAYS_PIXELS = 1L << 22;
    /** Deflate packs a thousand bytes into one, each of up to eight pixels. */
    private static final long MOST_PIXELS_PER_BYTE = 8 * 1032;

    private GrayImages() {}

    /**
     * Reads a picture as grey values.
     *
     * @throws InputException as {@link #decode} does
     */
    public static GrayImage read(Path file) throws IOException {
        return decode(file).image();
    }

    /**
     * Reads a PNG or TIFF of 8 or 16 bits, grey, RGB or with a palette, or a JPEG as {@link JpegPicture} does; of a TIFF with
     * several pages, the first. Depths of 1, 2 and 4 bits are stretched to 8. An alpha channel is accepted if it makes nothing
     * transparent. A transparent colour or palette entry (the chunk tRNS of PNG) is a hint for display; its pixels have values
     * like all others.
     *
     * @throws PixelException if the file is broken, or of a kind that is not supported
     * @throws InputException if it is neither PNG, TIFF nor JPEG, or takes more memory than there is
     */
    public static DecodedPicture decode(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (JpegPicture.looksLikeJpeg(start(file))) {
            return jpeg(file);
        }
        try (ImageInputStream in = open(file)) {
            ImageReader reader = reader(in);
            try {
                reader.setInput(in, true, true);
                return read(reader, Files.size(file));
            } finally {
                reader.dispose();
            }
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Image plug-ins answer broken files with exceptions of every kind.
            throw PixelException.broken("the image cannot be decoded; the file is broken, restore it", e);
        } catch (OutOfMemoryError e) {
            // A broken file may state lengths that a plug-in believes.
            throw PixelException.broken("the image takes more memory than there is; the file is broken, restore it", e);
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(SIGNATURE_BYTES);
        }
    }

    private static DecodedPicture jpeg(Path file) throws IOException {
        try {
            return JpegPicture.read(file);
        } catch (OutOfMemoryError e) {
            throw new InputException("the image takes more memory than there is; give Java more memory (-Xmx)", e);
        }
    }

    private static ImageInputStream open(Path file) throws IOException {
        Optional<byte[]> opaque = PngTransparency.without(file);
        // Not by way of java.io.File, which cannot name every file where the locale is POSIX.
        return new MemoryCacheImageInputStream(
                new ByteArrayInputStream(opaque.isPresent() ? opaque.get() : bytes(file)));
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new InputException("the image file is longer than 1 GiB; split it or convert it");
        }
        return Files.readAllBytes(file);
    }

    private static ImageReader reader(ImageInputStream in) throws IOException {
        byte[] start = new byte[4];
        in.mark();
        int n = in.read(start);
        in.reset();
        String format = "";
        if (n == 4 && (start[0] & 0xff) == 0x89 && start[1] == 'P' && start[2] == 'N' && start[3] == 'G') {
            format = "png";
        } else if (n == 4 && (isTiff(start, 'I', 0) || isTiff(start, 'M', 1))) {
            format = "tiff";
        }
        return Optional.of(format)
                .filter(f -> !f.isEmpty())
                .flatMap(ImagePlugins::reader)
                .orElseThrow(() -> new InputException("neither PNG, TIFF nor JPEG; convert the image to one of them"));
    }

    /** Says whether the file begins as a TIFF: the byte order twice, then 42 in it. */
    private static boolean isTiff(byte[] start, char order, int zero) {
        return start[0] == order && start[1] == order && start[2 + zero] == 42 && start[3 - zero] == 0;
    }

    private static DecodedPicture read(ImageReader reader, long fileBytes) throws IOException {
        checkPixels((long) reader.getWidth(0) * reader.getHeight(0), fileBytes);
        return GrayRaster.of(reader.read(0));
    }

    /** Refuses a picture of more pixels than memory or its file can hold. */
    static void checkPixels(long pixels, long fileBytes) {
        long allowed = Math.min(MAX_PIXELS, Runtime.getRuntime().maxMemory() / 32);
        if (pixels > allowed) {
            throw new InputException("the image has " + pixels + " pixels, allowed with this memory are " + allowed
                    + "; give Java more memory (-Xmx)");
        }
        if (pixels > ALWAYS_PIXELS + MOST_PIXELS_PER_BYTE * fileBytes) {
            // A plug-in takes the memory before it looks whether the file has so many pixels.
            throw PixelException.broken("the image has " + pixels + " pixels, more than " + fileBytes
                    + " bytes can hold; the file is broken, restore it");
        }
    }

    /** Writes a PNG of unsigned values, atomically. */
    public static void writePng(Path file, GrayImage image) throws IOException {
        writePng(file, image, "");
    }

    /** Writes a PNG of unsigned values, atomically, with a text under the keyword Description unless that is empty. */
    public static void writePng(Path file, GrayImage image, String description) throws IOException {
        Check.argument(!image.signed(), () -> "PNG does not hold signed values");
        write(file, image, "png", description, TiffForm.plain());
    }

    /** Writes an uncompressed TIFF, atomically. */
    public static void writeTiff(Path file, GrayImage image) throws IOException {
        writeTiff(file, image, TiffForm.plain());
    }

    /** Writes a TIFF of this form, atomically. */
    public static void writeTiff(Path file, GrayImage image, TiffForm form) throws IOException {
        write(file, image, "tiff", "", form);
    }

    private static void write(Path file, GrayImage image, String format, String description, TiffForm form)
            throws IOException {
        AtomicFiles.write(file, out -> encode(out, image, format, description, form));
    }

    private static void encode(OutputStream out, GrayImage image, String format, String description, TiffForm form)
            throws IOException {
        BufferedImage buffered = buffered(image);
        ImageWriter writer = ImagePlugins.writer(format);
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            compress(param, form.compression());
            writer.setOutput(stream);
            IIOMetadata text = description.isEmpty() ? null : text(writer, param, buffered, description);
            writer.write(streamMetadata(writer, param, form), new IIOImage(buffered, null, text), param);
        } finally {
            writer.dispose();
        }
    }

    /** Returns a PNG of unsigned values with a text under the keyword Description. */
    static byte[] png(GrayImage image, String description) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encode(out, image, "png", description, TiffForm.plain());
        return out.toByteArray();
    }

    /** Returns the metadata of a PNG with a text. */
    private static IIOMetadata text(ImageWriter writer, ImageWriteParam param, BufferedImage image, String description)
            throws IIOInvalidTreeException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
        IIOMetadataNode root = new IIOMetadataNode(metadata.getNativeMetadataFormatName());
        IIOMetadataNode texts = new IIOMetadataNode("tEXt");
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", "Description");
        entry.setAttribute("value", description);
        texts.appendChild(entry);
        root.appendChild(texts);
        metadata.mergeTree(metadata.getNativeMetadataFormatName(), root);
        return metadata;
    }

    /** Returns the metadata that tell a TIFF plug-in the byte order. */
    private static IIOMetadata streamMetadata(ImageWriter writer, ImageWriteParam param, TiffForm form)
            throws IIOInvalidTreeException {
        if (form.byteOrder() == ByteOrder.BIG_ENDIAN) {
            return null;
        }
        IIOMetadata metadata = writer.getDefaultStreamMetadata(param);
        String format = metadata.getNativeMetadataFormatName();
        IIOMetadataNode root = new IIOMetadataNode(format);
        IIOMetadataNode order = new IIOMetadataNode("ByteOrder");
        order.setAttribute("value", form.byteOrder().toString());
        root.appendChild(order);
        metadata.setFromTree(format, root);
        return metadata;
    }

    private static void compress(ImageWriteParam param, TiffForm.Compression compression) {
        if (compression.names().isEmpty()) {
            return;
        }
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(Arrays.stream(param.getCompressionTypes())
                .filter(compression.names()::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no ImageIO plug-in writes TIFF with " + compression)));
    }

    /** Returns a 16-bit image whose samples the TIFF plug-in marks as signed. */
    private static BufferedImage signed(GrayImage image) {
        short[] data = new short[image.values().length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (short) image.values()[i];
        }
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, DataBuffer.TYPE_SHORT);
        SampleModel samples = model.createCompatibleSampleModel(image.columns(), image.rows());
        WritableRaster raster = Raster.createWritableRaster(samples, new DataBufferShort(data, data.length), null);
        return new BufferedImage(model, raster, false, null);
    }

    private static BufferedImage buffered(GrayImage image) {
        if (image.signed()) {
            return signed(image);
        }
        boolean wide = image.bits() == 16;
        BufferedImage buffered = new BufferedImage(
                image.columns(), image.rows(), wide ? BufferedImage.TYPE_USHORT_GRAY : BufferedImage.TYPE_BYTE_GRAY);
        int[] values = image.values();
        if (wide) {
            short[] data = ((DataBufferUShort) buffered.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < data.length; i++) {
                data[i] = (short) values[i];
            }
        } else {
            byte[] data = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) values[i];
            }
        }
        return buffered;
    }
}
