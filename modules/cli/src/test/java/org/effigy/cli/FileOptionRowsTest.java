package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.TestDicom.transferSyntax;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The table's rows for {@code effigy convert} and {@code effigy phantom}: what the files are like. */
final class FileOptionRowsTest extends OptionTable {
    private static final String CONVERT = "convert {slice} {out}";
    private static final String TIFF = CONVERT + " --format tiff";
    private static final String PHANTOM = "phantom {out} -n 2 --size 64";
    private static final String PLAIN = "1.2.840.10008.1.2.1";
    private static final String RLE = "1.2.840.10008.1.2.5";
    private static final int TIFF_COMPRESSION = 259;

    @Override
    List<OptionRow> rows() {
        return Stream.of(convert(), phantom()).flatMap(List::stream).toList();
    }

    private static List<OptionRow> convert() {
        Sight start = run -> new String(Files.readAllBytes(run.out()), 0, 4, StandardCharsets.ISO_8859_1);
        Sight corner = run ->
                String.valueOf(ImageIO.read(run.out().toFile()).getRaster().getSample(0, 0, 0));
        Sight order = run -> start.look(run).substring(0, 2);
        Sight compression = run -> String.valueOf(tiffValue(Files.readAllBytes(run.out()), TIFF_COMPRESSION));
        return List.of(
                option("--format tiff").in(CONVERT).shows(start.ifDone(), "\u0089PNG", "MM\0*"),
                option("--values stored").in(TIFF).shows(corner.ifDone(), 29, 505),
                option("--transfer-syntax rle").in(CONVERT + " --format dicom").shows(transferSyntax(), PLAIN, RLE),
                option("--tiff-compression lzw").in(TIFF).shows(compression.ifDone(), 1, 5),
                option("--tiff-little-endian").in(TIFF).shows(order.ifDone(), "MM", "II"));
    }

    /** Returns the first value of a field of the first image of a TIFF file. */
    private static int tiffValue(byte[] file, int field) {
        ByteBuffer tiff = ByteBuffer.wrap(file);
        tiff.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        for (int i = 0; i < tiff.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            if (tiff.getShort(entry) == field) {
                return tiff.getShort(entry + 8);
            }
        }
        throw new AssertionError("no field " + field);
    }

    private static List<OptionRow> phantom() {
        Sight nodules = run -> String.valueOf(Files.readAllLines(run.out().resolve("labels.csv")).stream()
                .filter(line -> line.contains("NODULE"))
                .count());
        return List.of(
                option("--kind cr").in(PHANTOM).shows(files(""), listing("ct", 2), listing("cr", 2)),
                option("-n 1").in(PHANTOM).shows(files(""), listing("ct", 2), listing("ct", 1)),
                option("--size 80").in(PHANTOM).shows(TestDicom.rows(), 64, 80),
                option("--seed 2").in(PHANTOM).changes(TestDicom.pixels()),
                option("--lesions 1").in(PHANTOM + " --lesions 0").shows(nodules.ifDone(), 0, 2),
                option("--masks")
                        .in(PHANTOM)
                        .shows(files(""), listing("ct", 2), listing("ct", 2).replace("truth", "masks truth")),
                option("--transfer-syntax rle").in(PHANTOM).shows(transferSyntax(), PLAIN, RLE));
    }

    private static String listing(String kind, int count) {
        String images = count == 1 ? kind + "-000000.dcm" : kind + "-000000.dcm " + kind + "-000001.dcm";
        return images + " labels.csv truth.csv";
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("slice", this::slice);
        return places;
    }

    /** Writes a slice whose stored value in the corner is 505 and means -995 HU, which is 29 above -1024. */
    private void slice(java.nio.file.Path path) throws IOException {
        TestDicom.shifted(place("ct").resolve("ct-000000.dcm"), path, 1500);
    }
}
