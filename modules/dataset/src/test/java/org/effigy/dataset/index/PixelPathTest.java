package org.effigy.dataset.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.effigy.base.Progress;
import org.effigy.dataset.ExclusionReason;
import org.effigy.dataset.Split;
import org.effigy.dataset.TestImages;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.probe.FrameReader;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is indexed can be read in training, and what could not is left out with the reason. */
class PixelPathTest {
    private static final int SIDE = 16;

    @TempDir
    Path temp;

    private Path data;

    @BeforeEach
    void makeTheFolder() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
    }

    private DatasetIndex index() throws IOException {
        IndexOptions options = IndexOptions.defaults(data).withSplit(new SplitPlan(1, 0, 0, 1));
        return Indexer.index(data, options, (task, unit, total) -> Progress.none());
    }

    private static void chunk(DataOutputStream out, String type, byte... bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes("ISO-8859-1"));
        crc.update(bytes);
        out.writeInt(bytes.length);
        out.writeBytes(type);
        out.write(bytes);
        out.writeInt((int) crc.getValue());
    }

    /** Writes a PNG whose samples are 0, 1, 2, ... in their depth, with a transparent colour or palette entry. */
    private void png(String name, int colourType, int bits, byte[] transparent) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        chunk(
                out,
                "IHDR",
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) SIDE,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) SIDE,
                (byte) bits,
                (byte) colourType,
                (byte) 0,
                (byte) 0,
                (byte) 0);
        if (colourType == 3) {
            byte[] palette = new byte[3 << bits];
            for (int i = 0; i < palette.length; i++) {
                palette[i] = (byte) (i / 3);
            }
            chunk(out, "PLTE", palette);
        }
        chunk(out, "tRNS", transparent);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DataOutputStream lines = new DataOutputStream(new DeflaterOutputStream(packed))) {
            int value = 0;
            for (int y = 0; y < SIDE; y++) {
                lines.write(0);
                int cell = 0;
                for (int x = 0; x < SIDE; x++, value++) {
                    for (int c = 0; bits >= 8 && c < (colourType == 2 ? 3 : 1); c++) {
                        lines.write(bits == 16 ? new byte[] {(byte) value, 1} : new byte[] {(byte) value});
                    }
                    cell = cell << bits | value % (1 << Math.min(bits, 8));
                    if (bits < 8 && (x + 1) * bits % 8 == 0) {
                        lines.write(cell);
                    }
                }
            }
        }
        chunk(out, "IDAT", packed.toByteArray());
        chunk(out, "IEND");
        Files.write(data.resolve(name), bytes.toByteArray());
    }

    @Test
    void pngsWithATransparentColourAreReadByTheirValues() throws IOException {
        png("grey1.png", 0, 1, new byte[] {0, 1});
        png("grey2.png", 0, 2, new byte[] {0, 1});
        png("grey4.png", 0, 4, new byte[] {0, 1});
        png("grey8.png", 0, 8, new byte[] {0, 7});
        png("grey16.png", 0, 16, new byte[] {7, 1});
        png("rgb.png", 2, 8, new byte[] {0, 9, 0, 9, 0, 9});
        png("palette4.png", 3, 4, new byte[] {0, 100, 5});
        png("palette8.png", 3, 8, new byte[] {0, 100, 5});
        DatasetIndex index = index();
        assertEquals(List.of(), index.exclusions());
        assertEquals(8, index.entries().size());
        for (IndexEntry entry : index.entries()) {
            float[] values = FrameReader.open(data.resolve(entry.path())).values(0);
            int levels = entry.path().matches(".*[124]\\.png")
                    ? 1 << (entry.path().charAt(entry.path().length() - 5) - '0')
                    : 256;
            boolean stretched = entry.path().startsWith("grey") && levels < 256;
            int step = entry.bits() == 16 ? 256 : stretched ? 255 / (levels - 1) : 1;
            for (int i = 0; i < values.length && !entry.path().equals("palette4.png"); i++) {
                assertEquals(i % levels * step + (entry.bits() == 16 ? 1 : 0), values[i], entry.path() + " " + i);
            }
        }
        assertEquals(8, trained(index).size());
    }

    private List<float[]> trained(DatasetIndex index) throws IOException {
        Preprocessing recipe = Preprocessing.forIndex(index, 8);
        try (ImageDataset set = ImageDataset.open(index, Split.TRAIN, recipe, CacheOptions.in(temp.resolve("cache")))) {
            float[][] images = new float[set.size()][set.imageLength()];
            for (int i = 0; i < images.length; i++) {
                set.read(i, images[i], 0);
            }
            return Arrays.asList(images);
        }
    }

    @Test
    void jpegFilesAreIndexedAndTrainedOnLikeTheirPixelsAsPng() throws IOException {
        BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            grey.getRaster().setSample(i % SIDE, i / SIDE, 0, i * 7 % 90 + i / 3);
        }
        ImageIO.write(grey, "jpeg", data.resolve("a.jpg").toFile());
        BufferedImage again = ImageIO.read(data.resolve("a.jpg").toFile());
        ImageIO.write(again, "png", data.resolve("b.png").toFile());
        DatasetIndex index = index();
        assertEquals(
                List.of("JPEG", "PNG"),
                index.entries().stream().map(IndexEntry::modality).toList());
        List<float[]> images = trained(index);
        assertArrayEquals(images.get(1), images.get(0), 0);
    }

    @Test
    void jpegInColourIsNotedAndACutOneIsLeftOutWithTheReason() throws IOException {
        BufferedImage colour = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            colour.setRGB(i % SIDE, i / SIDE, 0x400000 + i);
        }
        Path file = data.resolve("a.jpeg");
        ImageIO.write(colour, "jpeg", file.toFile());
        byte[] whole = Files.readAllBytes(file);
        Files.write(data.resolve("b.jpeg"), Arrays.copyOf(whole, whole.length - 8));
        DatasetIndex index = index();
        assertTrue(index.entries().get(0).appearance().fromColour());
        Exclusion cut = index.exclusions().get(0);
        assertEquals(ExclusionReason.CORRUPT, cut.reason());
        assertTrue(cut.detail().contains("JPEG data ends before its last pixel"), cut.detail());
    }

    /** Writes a JPEG with segments of 64 KiB before the one given. */
    private void jpegWith(String name, int marker, byte[] text) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "jpeg", plain);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(0xffd8);
        for (int i = 0; i < 3; i++) {
            out.writeShort(0xffe5);
            out.writeShort(0xffff);
            out.write(new byte[0xfffd]);
        }
        out.writeShort(marker);
        out.writeShort(2 + text.length);
        out.write(text);
        out.write(plain.toByteArray(), 2, plain.size() - 2);
        Files.write(data.resolve(name), bytes.toByteArray());
    }

    @Test
    void theMarkOfASyntheticJpegIsFoundInAnySegmentBeforeThePixels() throws IOException {
        String mark = "SyntheticData=YES";
        jpegWith("comment.jpg", 0xfffe, mark.getBytes(StandardCharsets.US_ASCII));
        jpegWith("app1.jpg", 0xffe1, ("<x " + mark + "/>").getBytes(StandardCharsets.US_ASCII));
        jpegWith("app15.jpg", 0xffef, mark.getBytes(StandardCharsets.US_ASCII));
        jpegWith("utf16.jpg", 0xffe1, mark.getBytes(StandardCharsets.UTF_16LE));
        jpegWith("no.jpg", 0xfffe, "SyntheticData=NO".getBytes(StandardCharsets.US_ASCII));
        DatasetIndex index = index();
        assertEquals(
                List.of("no.jpg"),
                index.entries().stream().map(IndexEntry::path).toList());
        assertEquals(
                List.of("app1.jpg", "app15.jpg", "comment.jpg", "utf16.jpg"),
                index.exclusions().stream().map(Exclusion::path).sorted().toList());
        assertTrue(index.exclusions().stream().allMatch(e -> e.reason() == ExclusionReason.SYNTHETIC));
    }

    /** Whatever the message says. */
    @Test
    void aJpegThatIsBrokenAndOneOfAnotherKindAreToldApart() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "jpeg", bytes);
        byte[] jpeg = bytes.toByteArray();
        int frame = 2;
        while (jpeg[frame + 1] != (byte) 0xc0) {
            frame += 2 + ((jpeg[frame + 2] & 0xff) << 8 | (jpeg[frame + 3] & 0xff));
        }
        byte[] arithmetic = jpeg.clone();
        arithmetic[frame + 1] = (byte) 0xc9;
        byte[] deep = jpeg.clone();
        deep[frame + 4] = 12;
        byte[] withoutHeight = jpeg.clone();
        withoutHeight[frame + 5] = 0;
        withoutHeight[frame + 6] = 0;
        List<byte[]> unsupported = List.of(arithmetic, deep, withoutHeight);
        for (int i = 0; i < unsupported.size(); i++) {
            Files.write(data.resolve("unsupported" + i + ".jpg"), unsupported.get(i));
        }
        for (int i = 0; i < 3; i++) {
            Files.write(data.resolve("cut" + i + ".jpg"), Arrays.copyOf(jpeg, jpeg.length * (i + 1) / 4));
        }
        TestImages.png(data.resolve("sound.png"), 1);
        DatasetIndex index = index();
        assertEquals(6, index.exclusions().size());
        for (Exclusion exclusion : index.exclusions()) {
            assertEquals(
                    exclusion.path().startsWith("cut") ? ExclusionReason.CORRUPT : ExclusionReason.UNSUPPORTED,
                    exclusion.reason(),
                    exclusion.path() + ": " + exclusion.detail());
        }
    }

    /** A radiograph is shown by its VOI LUT where training is asked to, so a table that cannot be used is found before. */
    @Test
    void aVoiLutThatCannotBeUsedIsFoundAtIndex() throws IOException {
        byte[] table = new byte[2 * 4096];
        lut("short", new byte[100], 4096, 0, 16);
        lut("descriptor", table, 4096);
        lut("sound", table, 4096, 0, 16);
        TestImages.write(
                data.resolve("missing"), TestImages.ct(9, 1).putItems(Tag.VOILUTSequence, List.of(new DataSet())));
        DatasetIndex index = index();
        assertEquals(
                List.of("sound"), index.entries().stream().map(IndexEntry::path).toList());
        assertEquals(3, index.exclusions().size());
        for (Exclusion exclusion : index.exclusions()) {
            assertEquals(ExclusionReason.CORRUPT, exclusion.reason());
            assertTrue(exclusion.detail().contains("LUT"), exclusion.detail());
        }
        assertEquals(
                1, FrameReader.open(data.resolve("sound")).display(0).stream().count());
    }

    private void lut(String name, byte[] table, int... descriptor) throws IOException {
        DataSet item =
                new DataSet().putInts(Tag.LUTDescriptor, Vr.US, descriptor).putBytes(Tag.LUTData, Vr.OW, table);
        TestImages.write(
                data.resolve(name), TestImages.ct(name.length(), 1).putItems(Tag.VOILUTSequence, List.of(item)));
    }

    private void ct(int seed, String intercept, String slope) throws IOException {
        DataSet slice = TestImages.ct(seed, 1);
        TestImages.write(
                data.resolve("ct" + seed),
                slice.put(Tag.RescaleIntercept, Vr.DS, intercept).put(Tag.RescaleSlope, Vr.DS, slope));
    }

    @Test
    void aRescaleThatCannotBeUsedIsFoundAtIndexAndAPointReplacesAComma() throws IOException {
        ct(0, "-1024,5", "1,0");
        ct(1, "", "1");
        ct(2, "-1024", "");
        ct(3, "text", "1");
        ct(4, "-1024", "0");
        ct(5, "-1024", "1e300");
        ct(6, "1,2,3", "1");
        DataSet wrongType = TestImages.ct(7, 1).put(Tag.RescaleIntercept, Vr.LO, "-1024");
        TestImages.write(data.resolve("ct7"), wrongType);
        DatasetIndex index = index();
        assertEquals(
                List.of("ct0"), index.entries().stream().map(IndexEntry::path).toList());
        float[] expected = TestImages.ctHounsfield(0, 0);
        float[] values = FrameReader.open(data.resolve("ct0")).values(0);
        assertEquals(expected[5] - 0.5, values[5], 1e-6);
        assertEquals(
                List.of(
                        ExclusionReason.NOT_HOUNSFIELD,
                        ExclusionReason.NOT_HOUNSFIELD,
                        ExclusionReason.CORRUPT,
                        ExclusionReason.CORRUPT,
                        ExclusionReason.CORRUPT,
                        ExclusionReason.CORRUPT,
                        ExclusionReason.CORRUPT),
                index.exclusions().stream().map(Exclusion::reason).toList());
        for (Exclusion exclusion : index.exclusions().subList(2, 7)) {
            assertTrue(exclusion.detail().contains("Rescale"), exclusion.detail());
        }
        assertEquals(
                IntensityRange.HounsfieldWindow.STANDARD,
                Preprocessing.forIndex(index, 8).range());
    }
}
