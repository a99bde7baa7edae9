package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.OptionRow.together;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.lines;
import static org.effigy.cli.Sight.printed;
import static org.effigy.cli.Sight.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.effigy.networks.families.Family;

/** The table's rows for {@code effigy train}: those of every family there is, and those of one family. */
final class TrainOptionRowsTest extends OptionTable {
    private static final Map<String, Integer> WARMUP = Map.of(
            "ddpm",
            100,
            "edm",
            100,
            "flow",
            100,
            "vae",
            100,
            "ldm",
            100,
            "dcgan",
            0,
            "fastgan",
            0,
            "classifier",
            50,
            Autoencoder.NAME,
            0);
    private static final String RANGE = "/data/preprocessing/range";

    @Override
    List<OptionRow> rows() {
        List<OptionRow> rows = new ArrayList<>();
        for (String family : OptionData.families()) {
            rows.addAll(settings(family));
            rows.addAll(data(family));
            rows.addAll(course(family));
            rows.addAll(privacy(family));
        }
        rows.addAll(ddpm());
        rows.addAll(vae());
        rows.add(option("--first-stage {first-b}")
                .in(line("ldm"))
                .shows(config("/training/model/firstStage/frequency"), 1.0, 0.5));
        rows.addAll(processes());
        rows.addAll(masks());
        OptionData.families().forEach(family -> rows.addAll(covariates(family)));
        rows.addAll(fastgan());
        rows.add(option("--code 3").in(line(Autoencoder.NAME)).shows(config("/training/model/code"), 8, 3));
        return rows;
    }

    private static String line(String family) {
        return "train " + family + " --data {ct.json} --out {out}" + OptionData.TINY + OptionData.firstStage(family);
    }

    /** A channel for masks, of the families that have one. */
    private static List<OptionRow> masks() {
        return Stream.of("ddpm", "edm", "flow")
                .map(family -> option("--masks")
                        .in(line(family).replace("{ct.json}", "{masks.json}"))
                        .shows(config("/training/model/mask"), "", true))
                .toList();
    }

    /** What a model is conditioned on, and of families that are not, the refusal. */
    private static List<OptionRow> covariates(String family) {
        String alone = "is for training with --covariates";
        boolean takes = Family.named(family).takesCovariates();
        OptionRow table = option("--covariate-table {doses.csv}")
                .in(line(family))
                .shows(refusal(alone), "exit 0", "exit 2 " + alone);
        OptionRow names = takes
                ? option("--covariates dose")
                        .in(line(family) + " --covariate-table {doses.csv}")
                        .shows(refusal(alone), "exit 2 " + alone, "exit 0")
                : option("--covariates age")
                        .in(line(family))
                        .shows(refusal("takes none"), "exit 0", "exit 1 takes none");
        return List.of(table, names);
    }

    /** What config.json records, in one run with all of them. */
    private static List<OptionRow> settings(String family) {
        String line = line(family) + " --learning-rate 0.002 --ema 0.25";
        List<OptionRow> rows = new ArrayList<>(together(
                option("--batch 3").in(line).shows(config("/training/batch"), 2, 3),
                option("--seed 5").in(line).shows(config("/training/seed"), 0, 5),
                option("--learning-rate 0.003")
                        .in(line)
                        .shows(config("/training/optimisation/adam/learningRate"), 0.002, 0.003),
                option("--lr-schedule cosine").in(line).shows(config("/training/optimisation/schedule"), "", "COSINE"),
                option("--warmup 7")
                        .in(line)
                        .shows(config("/training/optimisation/warmupSteps"), WARMUP.get(family), 7),
                option("--ema 0.5").in(line).shows(config("/training/optimisation/emaDecay"), 0.25, 0.5),
                option("--class-balance 0.5").in(line).shows(config("/training/classBalance/balance"), "", 0.5),
                option("--no-augmentation").in(line).shows(config("/training/augmentation/rotationDegrees"), 6.0, 0.0),
                option("--window -500,300")
                        .in(line)
                        .shows(config(RANGE), hounsfield(-1000, 400), hounsfield(-500, 300)),
                option("--watch-memory 3").in(line).shows(config("/training/cadence/watchImages"), 32, 3),
                option("--fit pad").in(line).shows(config("/data/preprocessing/fit"), "CROP", "PAD"),
                option("--cache {out}-cache").in(line).shows(beside(), "out", "out out-cache")));
        rows.add(
                List.of("dcgan", "fastgan", "vae").contains(family)
                        ? option("--accumulate 2")
                                .in(line)
                                .shows(refusal("2 parts, but this"), "exit 0", "exit 1 2 parts, but this")
                        : option("--accumulate 2").in(line).shows(config("/training/optimisation/accumulate"), "", 2));
        rows.add(option("--class-balance-from 1")
                .in(line + " --class-balance 0.5")
                .shows(config("/training/classBalance/fromStep"), 0, 1));
        rows.add(option("--class NOTHING")
                .in(line)
                .shows(refusal("of the class 'NOTHING'"), "exit 0", "exit 1 of the class 'NOTHING'"));
        rows.add(
                needsClasses(family)
                        ? option("--no-labels")
                                .in(line)
                                .shows(refusal("needs at least 2"), "exit 0", "exit 1 needs at least 2")
                        : option("--no-labels").in(line).shows(config("/training/model/classes"), 2, 0));
        return rows;
    }

    private static boolean needsClasses(String family) {
        return family.equals("classifier");
    }

    private static boolean makesImages(String family) {
        return !Family.named(family).samplers().isEmpty();
    }

    private static Sight config(String pointer) {
        return json("config.json", pointer);
    }

    private static String hounsfield(int low, int high) {
        return "{\"kind\":\"hounsfield\",\"low\":" + low + ".0,\"high\":" + high + ".0}";
    }

    /** What a model learns from, and how large it is. */
    private static List<OptionRow> data(String family) {
        String line = line(family);
        String radiographs = line.replace("{ct.json}", "{cr.json}");
        String large = line.replace("--size 32", "--size 64");
        return List.of(
                option("--data {cr.json}").in(line).shows(config("/data/preprocessing/modality"), "CT", "CR"),
                option("--display-window").in(radiographs).shows(config(RANGE + "/kind"), "percentile", "display"),
                option("--skip-undecodable")
                        .in(line.replace("{ct.json}", "{damaged.json}"))
                        .shows(refusal("index 0000"), "exit 1 index 0000", "exit 0"),
                option("--allow-synthetic")
                        .in(line.replace(" --allow-synthetic", ""))
                        .shows(refusal("marked synthetic"), "exit 1 marked synthetic", "exit 0"),
                option("--real-share 0.9")
                        .in(line.replace("{ct.json}", "{mixed.json}"))
                        .shows(refusal("made by models"), "exit 0", "exit 1 made by models"),
                option("--preset small").in(line).shows(config("/training/preset"), "tiny", "small"),
                option("--size 32").in(large).shows(config("/training/model/size"), 64, 32));
    }

    /** How long a run goes on, what it writes on the way, and what computes. */
    private static List<OptionRow> course(String family) {
        String line = line(family);
        String longer = line.replace("--steps 1", "--steps 2");
        Sight threads = json("environment.json", "/threads");
        List<OptionRow> rows = new ArrayList<>(together(
                option("--steps 2").in(line).shows(lines("metrics.jsonl"), 1, 2),
                option("--threads 2").in(line).shows(threads, 1, 2),
                option("--devices 2").in(line).shows(json("environment.json", "/devices"), 1, 2)));
        rows.addAll(together(
                option("--out {out}-b").in(line).shows(beside(), "out", "out-b"),
                option("--init-from {run-" + family + "}")
                        .in(line)
                        .shows(printed("(Begins with) \\d+ of \\d+ tensors [^\n]*--init-from"), "", "Begins with")));
        rows.addAll(together(
                option("--checkpoint-every 1").in(longer).shows(files("checkpoints"), "00000002", "00000001 00000002"),
                makesImages(family)
                        ? option("--preview-every 2").in(longer).shows(files("previews"), "", sheets(family))
                        : option("--preview-every 2")
                                .in(longer)
                                .shows(config("/training/cadence/previewEvery"), 0, 2)));
        rows.add(option("--time 1h")
                .in(longer.replace("{out}", "{tired-" + family + "}"))
                .shows(printed("(Finished|The time is used up)"), "Finished", "The time is used up"));
        return rows;
    }

    private static String sheets(String family) {
        String sheet = "step-00000002.png";
        return Family.named(family).reconstructs() ? "reconstructions-00000002.png " + sheet : sheet;
    }

    private static List<OptionRow> vae() {
        String line = line("vae");
        String model = "/training/model/";
        List<OptionRow> rows = new ArrayList<>(together(
                option("--latent-size 5").in(line).shows(config(model + "latentSize"), 32, 5),
                option("--factor 4").in(line).shows(config(model + "factor"), 8, 4),
                option("--noise 0.5").in(line).shows(config(model + "noise"), 0.1, 0.5),
                option("--kl 0.25").in(line).shows(config(model + "kl"), 1.0, 0.25),
                option("--free-bits 0.125").in(line).shows(config(model + "freeBits"), 0.02, 0.125),
                option("--edge 2").in(line).shows(config(model + "edge"), 0.0, 2.0),
                option("--frequency 3").in(line).shows(config(model + "frequency"), 0.0, 3.0)));
        rows.add(option("--latent spatial").in(line).shows(config(model + "latent"), "VECTOR", "SPATIAL"));
        return rows;
    }

    private static List<OptionRow> processes() {
        String edm = line("edm");
        String flow = line("flow");
        String model = "/training/model/";
        List<OptionRow> rows = new ArrayList<>(together(
                option("--sigma-data 0.4").in(edm).shows(config(model + "sigmaData"), 0.5, 0.4),
                option("--p-mean -0.8").in(edm).shows(config(model + "pMean"), -1.2, -0.8),
                option("--p-std 1").in(edm).shows(config(model + "pStd"), 1.2, 1.0),
                option("--guidance 1.5").in(edm).shows(config(model + "guidance"), "", 1.5)));
        rows.addAll(together(
                option("--times uniform").in(flow).shows(config(model + "times"), "LOGIT_NORMAL", "UNIFORM"),
                option("--guidance 1.5").in(flow).shows(config(model + "guidance"), "", 1.5)));
        return rows;
    }

    private static List<OptionRow> privacy(String family) {
        String line = line(family);
        if (Family.named(family).privacyRefusal().isPresent()) {
            String refused = "cannot be trained with differential privacy";
            return List.of(
                    option("--dp 8,0.01").in(line).shows(refusal(refused), "exit 0", "exit 1 " + refused),
                    option("--dp-clip -1")
                            .in(line + " --dp 8,0.01")
                            .shows(refusal(refused, "clip"), "exit 1 " + refused, "exit 2 clip"),
                    option("--dp-draws 0")
                            .in(line + " --dp 8,0.01")
                            .shows(refusal(refused, "draws"), "exit 1 " + refused, "exit 2 draws"));
        }
        String wish = "/training/privacy/wish/";
        String secret = line + " --dp 8,0.01";
        return List.of(
                option("--dp 8,0.01").in(line).shows(config(wish + "epsilon"), "", 8.0),
                option("--dp-clip 2").in(secret).shows(config(wish + "clip"), 0.1, 2.0),
                option("--dp-draws 3").in(secret).shows(config(wish + "draws"), 8, 3));
    }

    private static List<OptionRow> ddpm() {
        String line = line("ddpm");
        String model = "/training/model/";
        List<OptionRow> rows = new ArrayList<>(together(
                option("--zero-terminal-snr yes").in(line).shows(config(model + "zeroTerminalSnr"), "", "true"),
                option("--min-snr 5").in(line).shows(config(model + "minSnrGamma"), "", 5.0),
                option("--guidance 1.5").in(line).shows(config(model + "guidance"), "", 1.5)));
        rows.addAll(together(
                option("--schedule linear").in(line).shows(config(model + "schedule"), "cosine", "linear"),
                option("--timesteps 20").in(line).shows(config(model + "timesteps"), 1000, 20),
                option("--prediction epsilon").in(line).shows(config(model + "prediction"), "VELOCITY", "EPSILON")));
        return rows;
    }

    private static List<OptionRow> fastgan() {
        String line = line("fastgan");
        String model = "/training/model/";
        List<OptionRow> rows = new ArrayList<>(together(
                option("--norm group").in(line).shows(config(model + "norm"), "BATCH", "GROUP"),
                option("--objective hinge").in(line).shows(config(model + "objective"), "NONSATURATING", "HINGE"),
                option("--spectral on").in(line).shows(config(model + "spectral"), false, true),
                option("--discriminator-norm none")
                        .in(line)
                        .shows(config(model + "discriminatorNorm"), "BATCH", "NONE"),
                option("--diff-augment colour,cutout")
                        .in(line)
                        .shows(config(model + "diffAugment"), "translation", "colour,cutout")));
        rows.add(option("--r1 2.5").in(line + " --discriminator-norm none").shows(config(model + "r1"), 0.0, 2.5));
        return rows;
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        for (String family : OptionData.families()) {
            places.put("run-" + family, path -> OptionData.train(family, place("ct.json"), path, firstStage(family)));
        }
        String spatial = "--latent spatial";
        places.put("first", path -> OptionData.train("vae", place("ct.json"), path, spatial));
        places.put("first-b", path -> OptionData.train("vae", place("ct.json"), path, spatial + " --frequency 0.5"));
        places.put("mixed.json", path -> {
            Path images = path.resolveSibling("mixed");
            OptionData.copy(place("ct"), images);
            for (String file : List.of("ct-000001.dcm", "ct-000004.dcm")) {
                String made = "DerivationDescription=Synthetic image. Checkpoint SHA-256: " + "a".repeat(64) + ".";
                TestDicom.edited(place("ct").resolve(file), images.resolve(file), made);
            }
            effigy("index", images, "--out", path, "--allow-synthetic", "--shares", "1,0,0");
        });
        places.put("damaged.json", path -> {
            Path images = path.resolveSibling("damaged");
            OptionData.copy(place("ct"), images);
            TestDicom.undecodable(place("ct").resolve("ct-000000.dcm"), images.resolve("ct-000000.dcm"));
            effigy("index", images, "--out", path, "--allow-synthetic", "--shares", "1,0,0");
        });
        return places;
    }

    private String firstStage(String family) throws IOException {
        return Family.named(family).hasFirstStage() ? "--first-stage " + place("first") : "";
    }

    @Override
    Map<String, Maker> freshPlaces() {
        Map<String, Maker> places = new TreeMap<>();
        for (String family : OptionData.families()) {
            places.put("tired-" + family, path -> tire(place("run-" + family), path));
        }
        return places;
    }

    /** Copies a run and has it say that it took two hours. */
    private static void tire(Path run, Path path) throws IOException {
        OptionData.copy(run, path);
        Path metrics = path.resolve("metrics.jsonl");
        String text = Files.readString(metrics);
        Files.writeString(metrics, text.replaceAll("\"elapsedSeconds\":[0-9.E-]+", "\"elapsedSeconds\":7200"));
    }
}
