package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.OptionRow.together;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.hash;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;
import static org.effigy.cli.Sight.printed;
import static org.effigy.cli.Sight.refusal;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.effigy.base.Seeds;

/** The table's rows for {@code effigy balance}: what is planned, made, tried and measured. */
final class BalanceOptionRowsTest extends OptionTable {
    private static final String CLASSIFIER =
            " --guidances 1 --shares 0.5 --classifier-steps 1 --classifier-seeds 1 --classifier-size 16";
    private static final String PLAN = "balance --data {data.json} --class BELOW --out {out} --device cpu";
    private static final String LINE = PLAN + " --model {run} --no-gate --target 16" + CLASSIFIER;
    private static final String TRAIN = PLAN + " --preset tiny --size 32 --steps 1 --no-gate --target 16" + CLASSIFIER;
    private static final String SCORES = "evaluation/scores-utility.json";
    private static final int SIDE = 16;

    @Override
    List<OptionRow> rows() {
        List<OptionRow> rows = new ArrayList<>(List.of(
                option("--data {more.json}").in(LINE).shows(json("plan.json", "/classes/0/train"), 24, 28),
                option("--class ABOVE")
                        .in(LINE)
                        .shows(refusal("nothing is to be made"), "exit 0", "exit 1 nothing is to be made"),
                option("--out {out}-b").in(LINE).shows(beside(), "out", "out-b"),
                option("--ratio 0.75")
                        .in(LINE.replace(" --target 16", " --ratio 0.625"))
                        .shows(json("plan.json", "/target"), 15, 18),
                option("--by views").in(LINE).shows(refusal("--by has 'views'"), "exit 0", "exit 2 --by has 'views'"),
                option("--no-gate")
                        .in(LINE.replace(" --no-gate", ""))
                        .shows(refusal("has no gate.json"), "exit 1 has no gate.json", "exit 0"),
                option("--allow-synthetic")
                        .in(PLAN.replace("{data.json}", "{marked.json}"))
                        .shows(refusal("say they are synthetic"), "exit 1 say they are synthetic", "exit 1")));
        rows.addAll(together(
                option("--target 20").in(LINE).shows(json("plan.json", "/synthetic"), 4, 8),
                option("--guidances 1,2").in(LINE).shows(jsonSize("balance.json", "/tried"), 2, 6),
                option("--shares 0,0.5").in(LINE).shows(json("balance.json", "/tried/0/share"), 0.5, 0.0),
                option("--validation 0.4").in(LINE).changes(hash("fit.json")),
                option("--classifier-steps 2").in(LINE).shows(json(SCORES, "/steps"), 1, 2),
                option("--classifier-seeds 2").in(LINE).shows(json(SCORES, "/seeds"), 1, 2),
                option("--classifier-size 8")
                        .in(LINE)
                        .shows(json("evaluation/evaluation.json", "/settings/utility-size"), 16, 8),
                option("--precision bfloat16")
                        .in(LINE)
                        .shows(printed("(--precision bfloat16)"), "", "--precision bfloat16")));
        rows.add(option("--seed 2").in(LINE).changes(hash("fit.json")));
        rows.add(option("--model {run}").in(TRAIN).shows(printed("(train ddpm)"), "train ddpm", ""));
        rows.add(option("--device cpu")
                .in(LINE.replace(" --device cpu", ""))
                .shows(printed("sample \\S+ [^\\n]*(--device cpu)"), "", "--device cpu"));
        rows.addAll(together(
                option("--preset small")
                        .in(TRAIN)
                        .shows(json("model/config.json", "/training/preset"), "tiny", "small"),
                option("--size 64").in(TRAIN).shows(json("model/config.json", "/training/model/size"), 32, 64),
                option("--steps 2").in(TRAIN).shows(json("model/config.json", "/training/steps"), 1, 2),
                option("--class-balance 0.5")
                        .in(TRAIN)
                        .shows(json("model/config.json", "/training/classBalance/balance"), 1.0, 0.5),
                option("--time 10m").in(TRAIN).shows(printed("(--time 600s)"), "", "--time 600s"),
                option("--init-from {run}")
                        .in(TRAIN)
                        .shows(printed("fit.json [^\\n]*(--init-from) "), "", "--init-from")));
        return rows;
    }

    @Override
    Map<String, Maker> places() {
        return Map.of(
                "data", path -> write(path, 24),
                "more", path -> write(path, 28),
                "data.json", path -> index(place("data"), path),
                "more.json", path -> index(place("more"), path),
                "marked", path -> effigy("phantom", path, "--kind", "ct", "-n", 6, "--size", 64),
                "marked.json", path -> effigy("index", place("marked"), "--out", path, "--allow-synthetic"),
                "run", this::run);
    }

    private static void index(Path images, Path index) {
        effigy("index", images, "--out", index);
    }

    private void run(Path run) throws IOException {
        effigy((Object[]) ("train ddpm --data " + place("data.json") + " --out " + run
                        + " --preset tiny --size 32 --batch 2 --steps 1 --preview-every 0 --device cpu --precision float32")
                .split(" "));
        Files.delete(run.resolve("gate.json"));
        try (var files = Files.walk(run.resolve("checkpoints"))) {
            for (Path file : files.filter(f -> f.endsWith("gate.json")).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Writes noise of two classes, brighter above or below, the second half as frequent; a third of each for the test. */
    private static void write(Path folder, int above) throws IOException {
        Files.createDirectories(folder);
        StringBuilder table = new StringBuilder("file,label,patient_id,split,view\n");
        Random random = Seeds.of(1, "balance", above);
        for (int i = 0; i < above * 9 / 4; i++) {
            boolean isAbove = i % 3 < 2;
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int at = 0; at < SIDE * SIDE; at++) {
                int bright = at / SIDE < SIDE / 2 == isAbove ? 60 : 0;
                image.getRaster().setSample(at % SIDE, at / SIDE, 0, 80 + bright + random.nextInt(60));
            }
            String file = String.format(Locale.ROOT, "%03d.png", i);
            ImageIO.write(image, "png", folder.resolve(file).toFile());
            table.append(file + "," + (isAbove ? "ABOVE" : "BELOW") + ",P" + i + ","
                    + (i / 3 % 3 == 2 ? "test" : "train") + "," + (i % 2 == 0 ? "AP" : "PA") + "\n");
        }
        Files.writeString(folder.resolve("labels.csv"), table);
    }
}
