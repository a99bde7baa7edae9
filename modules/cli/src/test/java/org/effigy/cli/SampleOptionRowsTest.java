package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;
import static org.effigy.cli.Sight.jsonValues;
import static org.effigy.cli.Sight.printed;
import static org.effigy.cli.Sight.refusal;
import static org.effigy.cli.TestDicom.attribute;
import static org.effigy.cli.TestDicom.transferSyntax;

import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.effigy.dicom.Dicom;
import org.effigy.dicom.sign.DicomSignatures;
import org.effigy.marking.SigningKey;
import org.effigy.networks.checkpoint.RunMemory;

/** The table's rows for {@code effigy sample} and {@code effigy replay}. */
final class SampleOptionRowsTest extends OptionTable {
    private static final SigningKey KEY = SigningKey.create("test", Instant.now());
    private static final String MANIFEST = "manifest.json";
    private static final String CPU = " --device cpu --precision float32";
    private static final String LINE = "sample {run-ddpm} --no-gate -n 2 --steps 2 --out {out}" + CPU;
    private static final String DDIM = LINE.replace("--steps 2", "--steps 4") + " --sampler ddim";
    private static final String GUIDED = LINE + " --guidance 4";
    private static final String RADIOGRAPHS = LINE.replace("{run-ddpm}", "{run-cr}");
    private static final String REMEMBERS = LINE.replace("{run-ddpm}", "{run-remembers}");
    private static final String HEADS = LINE.replace("-n 2", "-n 6") + " --body-part HEAD";

    @Override
    List<OptionRow> rows() {
        return Stream.of(images(), files(), marks(), replay(), detect(), gate())
                .flatMap(List::stream)
                .toList();
    }

    /** Which images are made, and how noise becomes an image. */
    private static List<OptionRow> images() {
        return Stream.of(
                        option("-n 3").in(LINE).shows(jsonSize(MANIFEST, "/images"), 2, 3),
                        option("--class NORMAL")
                                .in(LINE)
                                .shows(jsonValues(MANIFEST, "/images", "/className"), "NODULE NORMAL", "NORMAL"),
                        option("--interpolate 1,2").in(LINE + " --class NORMAL").changes(TestDicom.pixels()),
                        option("--mask {masks}/masks/ct-000001.png")
                                .in(LINE.replace("{run-ddpm}", "{run-masks}"))
                                .shows(jsonSize(MANIFEST, "/masks"), 0, 1),
                        option("--mask {masks}/masks")
                                .in(LINE.replace("{run-ddpm}", "{run-masks}"))
                                .shows(jsonSize(MANIFEST, "/masks"), 0, 6),
                        option("--mask {masks}/masks/ct-000001.png")
                                .in(LINE)
                                .shows(refusal("no channel for a mask"), "exit 0", "exit 1 no channel for a mask"),
                        option("--covariate dose=2..4")
                                .in(LINE.replace("{run-ddpm}", "{run-doses}"))
                                .shows(jsonSize(MANIFEST, "/covariates"), 0, 1),
                        option("--covariate age=50")
                                .in(LINE)
                                .shows(refusal("on no covariates"), "exit 0", "exit 1 on no covariates"),
                        option("--seed 2").in(LINE).shows(json(MANIFEST, "/seed"), 1, 2),
                        option("--seed 3").in(LINE).changes(TestDicom.pixels()),
                        option("--steps 3").in(LINE).shows(json(MANIFEST, "/sampler/steps"), 2, 3),
                        option("--sampler ddpm").in(DDIM).shows(json(MANIFEST, "/sampler/name"), "ddim", "ddpm"),
                        option("--sampler dpm-solver++").in(DDIM).changes(TestDicom.pixels()),
                        option("--eta 0.5").in(DDIM).shows(json(MANIFEST, "/sampler/eta"), 0.0, 0.5),
                        option("--guidance 2.5").in(LINE).shows(json(MANIFEST, "/sampler/guidance"), 1.0, 2.5),
                        option("--guidance 4").in(LINE).changes(TestDicom.pixels()),
                        option("--spacing uniform").in(LINE).shows(json(MANIFEST, "/sampler/spacing"), "logsnr", ""),
                        option("--spacing karras")
                                .in(LINE.replace("--steps 2", "--steps 4"))
                                .changes(TestDicom.pixels()),
                        option("--sampler heun").in(LINE).changes(TestDicom.pixels()),
                        option("--sampler unipc")
                                .in(LINE)
                                .shows(json(MANIFEST, "/sampler/name"), "dpm-solver++", "unipc"),
                        option("--sampler dpm-solver++-sde").in(LINE).shows(json(MANIFEST, "/sampler/eta"), 0.0, 1.0),
                        option("--guidance-interval 0.1,2")
                                .in(GUIDED)
                                .shows(json(MANIFEST, "/sampler/guidanceInterval"), "", "[0.1,2.0]"),
                        option("--guidance-interval 0.1,2").in(GUIDED).changes(TestDicom.pixels()),
                        option("--guidance-rescale 0.7")
                                .in(GUIDED)
                                .shows(json(MANIFEST, "/sampler/guidanceRescale"), "", 0.7),
                        option("--guidance-rescale 1").in(GUIDED).changes(TestDicom.pixels()),
                        option("--batch 5000")
                                .in(LINE)
                                .shows(refusal("batch is 5000"), "exit 0", "exit 2 batch is 5000"),
                        option("--checkpoint last").in(REMEMBERS).shows(json(MANIFEST, "/step"), 2, 3),
                        option("--checkpoint 2")
                                .in(REMEMBERS + " --checkpoint last")
                                .shows(json(MANIFEST, "/step"), 3, 2),
                        option("--no-ema").in(LINE).shows(json(MANIFEST, "/weights"), "ema", "plain"),
                        option("--no-ema").in(LINE).changes(TestDicom.pixels()))
                .toList();
    }

    /** How an image becomes a file. */
    private static List<OptionRow> files() {
        Sight bits = run -> String.valueOf(
                ImageIO.read(Sight.first(run, ".png").toFile()).getColorModel().getPixelSize());
        Sight root = run ->
                TestDicom.value(Sight.first(run, ".dcm"), "SOPInstanceUID").replaceAll("[0-9]{9,}$", "");
        return List.of(
                option("--out {out}-b").in(LINE).shows(beside(), "out", "out-b"),
                option("--format tiff")
                        .in(LINE)
                        .shows(
                                Sight.files(""),
                                "manifest.json synthetic-000001.dcm synthetic-000002.dcm",
                                "manifest.json synthetic-000001.tif synthetic-000002.tif"),
                option("--bits 8").in(LINE + " --format png").shows(bits.ifDone(), 16, 8),
                option("--transfer-syntax rle")
                        .in(LINE)
                        .shows(transferSyntax(), "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5"),
                option("--kind dx").in(RADIOGRAPHS).shows(attribute("Modality"), "CR", "DX"),
                option("--body-part ABDOMEN").in(LINE).shows(attribute("BodyPartExamined"), "CHEST", "ABDOMEN"),
                option("--uid-root 1.2.3").in(LINE).shows(root.ifDone(), "2.25.", "1.2.3."),
                option("--sheet {out}.png").in(LINE).shows(beside(), "out", "out out.png"),
                option("--allow-text").in(LINE).shows(json(MANIFEST, "/checks/withholdText"), true, false),
                option("--allow-heads").in(HEADS).shows(refusal("heads"), "exit 1 heads", "exit 0"));
    }

    /** How a file says what it is. */
    private static List<OptionRow> marks() {
        Sight signature = run -> String.valueOf(DicomSignatures.check(Dicom.read(Sight.first(run, ".dcm"))).stream()
                .filter(DicomSignatures.Check::valid)
                .count());
        String signed = LINE + " --sign-key {key.p12}";
        return List.of(
                option("--no-watermark").in(LINE).shows(json(MANIFEST, "/export/watermark"), 2, ""),
                option("--no-signature").in(LINE).shows(signature.ifDone(), 1, 0),
                option("--sign-key {key.p12}")
                        .in(LINE + " --sign-key-passphrase-file {passphrase}")
                        .changes(json(MANIFEST, "/export/certificateSha256")),
                option("--sign-key-passphrase-file {passphrase}")
                        .in(signed)
                        .shows(refusal("passphrase"), "exit 1 passphrase", "exit 0"),
                option("--sign-key-passphrase-env PATH")
                        .in(LINE + " --sign-key {key-path.p12}")
                        .shows(refusal("passphrase"), "exit 1 passphrase", "exit 0"));
    }

    private static List<OptionRow> detect() {
        String line = "detect {samples-signed}";
        return List.of(
                option("--json")
                        .in(line)
                        .shows(printed("(header says|\"synthetic\" : true)"), "header says", "\"synthetic\" : true"),
                option("--signer {certificate.pem}")
                        .in(line)
                        .shows(printed("((?:un)?known signer)"), "unknown signer", "known signer"));
    }

    private static List<OptionRow> replay() {
        return List.of(option("--model {run-dcgan}")
                .in("replay {samples} --model {run-ddpm} --device cpu")
                .shows(
                        printed("(2 images are the same|made with checkpoint)"),
                        "2 images are the same",
                        "made with checkpoint"));
    }

    /** What a model of three steps makes is no radiograph, and the gate says so. */
    private static List<OptionRow> gate() {
        String gated = LINE.replace(" --no-gate", "");
        String record = "gate {run-ddpm} --data {ct.json}";
        return List.of(
                option("--avoid-training 1").in(LINE).shows(json(MANIFEST, "/dissimilarity/strength"), "", 1.0),
                option("--no-gate")
                        .in(gated)
                        .shows(refusal("release gate refused"), "exit 1 release gate refused", "exit 0"),
                option("--data {cr.json}")
                        .in(record)
                        .shows(refusal("not the data set"), "exit 0", "exit 1 not the data set"),
                option("--cache {out}-cache").in(record).shows(beside(), "", "out-cache"));
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("run-ddpm", path -> OptionData.trainFar(place("ct.json"), path));
        places.put("run-masks", path -> OptionData.train("ddpm", place("masks.json"), path, "--masks"));
        places.put(
                "run-doses",
                path -> OptionData.train(
                        "ddpm", place("ct.json"), path, "--covariates dose --covariate-table " + place("doses.csv")));
        places.put("run-remembers", path -> {
            String often = OptionData.TINY.replace("--steps 1", "--steps 3 --checkpoint-every 1");
            effigy((Object[]) ("train ddpm --data " + place("ct.json") + " --out " + path + often).split(" "));
            RunMemory.write(path, Optional.of(RunMemory.of(3, "made up")));
        });
        places.put("run-dcgan", path -> OptionData.train("dcgan", place("ct.json"), path));
        places.put("run-cr", path -> OptionData.train("ddpm", place("cr.json"), path));
        char[] word = "word".toCharArray();
        places.put("key.p12", path -> KEY.write(path, word));
        places.put("key-path.p12", path -> KEY.write(path, System.getenv("PATH").toCharArray()));
        places.put("passphrase", path -> Files.writeString(path, "word\n"));
        places.put("certificate.pem", path -> Files.writeString(path, KEY.pem()));
        places.put(
                "samples-signed",
                path -> effigy(
                        (Object[]) ("sample " + place("run-ddpm") + " --no-gate -n 1 --steps 2 --out " + path + CPU
                                        + " --sign-key " + place("key.p12") + " --sign-key-passphrase-file "
                                        + place("passphrase"))
                                .split(" ")));
        places.put(
                "samples",
                path -> effigy((Object[])
                        ("sample " + place("run-ddpm") + " --no-gate -n 2 --steps 2 --out " + path + CPU).split(" ")));
        return places;
    }
}
