package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;
import static org.effigy.cli.Sight.refusal;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.sign.DicomSignatures;
import org.effigy.marking.SigningKey;
import org.effigy.networks.checkpoint.RunMemory;

/** The table's rows for {@code effigy edit}. */
final class EditOptionRowsTest extends OptionTable {
    private static final SigningKey KEY = SigningKey.create("test", Instant.now());
    private static final String MANIFEST = "edits.json";
    private static final String LINE = "edit {run-ddpm} --from {slice.dcm} --no-gate -n 1 --steps 2 --out {out}"
            + " --device cpu --precision float32";
    private static final String FILL = LINE + " --mask {mask.png}";
    private static final String REMEMBERS = LINE.replace("{run-ddpm}", "{run-remembers}");
    private static final String SIGNED = LINE + " --sign-key {key.p12}";

    @Override
    List<OptionRow> rows() {
        return Stream.of(edits(), files(), marks()).flatMap(List::stream).toList();
    }

    private static List<OptionRow> edits() {
        return List.of(
                option("--from {other.dcm}").in(LINE).changes(json(MANIFEST, "/sourceSha256")),
                option("--mask {mask-2.png}").in(FILL).changes(TestDicom.pixels()),
                option("-n 2").in(LINE).shows(jsonSize(MANIFEST, "/images"), 1, 2),
                option("--strength 1").in(LINE).changes(TestDicom.pixels()),
                option("--steps 3").in(LINE).shows(json(MANIFEST, "/plan/steps"), 2, 3),
                option("--resample 2").in(FILL).shows(json(MANIFEST, "/plan/resamplings"), 5, 2),
                option("--jump 1").in(FILL).changes(TestDicom.pixels()),
                option("--class NORMAL").in(LINE).shows(json(MANIFEST, "/className"), "", "NORMAL"),
                option("--guidance 2.5").in(LINE + " --class NORMAL").shows(json(MANIFEST, "/guidance"), 1.0, 2.5),
                option("--seed 2").in(LINE).shows(json(MANIFEST, "/seed"), 1, 2),
                option("--checkpoint last").in(REMEMBERS).shows(json(MANIFEST, "/step"), 2, 3),
                option("--no-ema").in(LINE).shows(json(MANIFEST, "/weights"), "ema", "plain"));
    }

    private static List<OptionRow> files() {
        Sight root = run ->
                TestDicom.value(Sight.first(run, ".dcm"), "SOPInstanceUID").replaceAll("[0-9]{9,}$", "");
        return List.of(
                option("--out {out}-b").in(LINE).shows(beside(), "out", "out-b"),
                option("--uid-root 1.2.3").in(FILL).shows(root.ifDone(), "2.25.", "1.2.3."),
                option("--allow-burned-in")
                        .in(FILL.replace("{slice.dcm}", "{burned-in.dcm}"))
                        .shows(refusal("burned-in"), "exit 1 burned-in", "exit 0"),
                option("--no-gate")
                        .in(LINE.replace(" --no-gate", "") + " --strength 1")
                        .shows(refusal("release gate refused"), "exit 1 release gate refused", "exit 0"));
    }

    private static List<OptionRow> marks() {
        Sight signature = run -> String.valueOf(DicomSignatures.check(Dicom.read(Sight.first(run, ".dcm"))).stream()
                .filter(DicomSignatures.Check::valid)
                .count());
        return List.of(
                option("--no-watermark").in(LINE).shows(json(MANIFEST, "/watermark"), 2, ""),
                option("--no-signature").in(FILL).shows(signature.ifDone(), 1, 0),
                option("--sign-key {key.p12}")
                        .in(LINE + " --sign-key-passphrase-file {passphrase}")
                        .changes(json(MANIFEST, "/certificateSha256")),
                option("--sign-key-passphrase-file {passphrase}")
                        .in(SIGNED)
                        .shows(refusal("passphrase"), "exit 1 passphrase", "exit 0"),
                option("--sign-key-passphrase-env PATH")
                        .in(LINE + " --sign-key {key-path.p12}")
                        .shows(refusal("passphrase"), "exit 1 passphrase", "exit 0"));
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("run-ddpm", path -> OptionData.trainFar(place("ct.json"), path));
        places.put("run-remembers", path -> {
            String often = OptionData.TINY.replace("--steps 1", "--steps 3 --checkpoint-every 1");
            effigy((Object[]) ("train ddpm --data " + place("ct.json") + " --out " + path + often).split(" "));
            RunMemory.write(path, Optional.of(RunMemory.of(3, "made up")));
        });
        places.put(
                "other.dcm", path -> Files.copy(OptionData.slices(place("ct")).get(1), path));
        places.put("burned-in.dcm", path -> {
            DicomFile file = Dicom.read(place("slice.dcm"));
            file.dataSet().put(Tag.BurnedInAnnotation, Vr.CS, "YES");
            Dicom.write(file, path);
        });
        places.put("mask.png", path -> mask(path, 20));
        places.put("mask-2.png", path -> mask(path, 9));
        char[] word = "word".toCharArray();
        places.put("key.p12", path -> KEY.write(path, word));
        places.put("key-path.p12", path -> KEY.write(path, System.getenv("PATH").toCharArray()));
        places.put("passphrase", path -> Files.writeString(path, "word\n"));
        return places;
    }

    /** Writes a mask with a white square of this side. */
    private static void mask(Path path, int side) throws IOException {
        BufferedImage mask = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            mask.setRGB(20 + i % side, 20 + i / side, 0xffffff);
        }
        ImageIO.write(mask, "png", path.toFile());
    }
}
