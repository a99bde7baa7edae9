package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.OptionRow.together;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;
import static org.effigy.cli.Sight.lines;
import static org.effigy.cli.Sight.printed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.networks.checkpoint.RunMemory;

/** The table's rows for {@code effigy distill}. */
final class DistillOptionRowsTest extends OptionTable {
    private static final String MODEL = "/training/model";

    @Override
    List<OptionRow> rows() {
        String line =
                "distill {run} --out {out} --trajectories 4 --train-steps 1 --batch 2 --preview-every 0 --threads 1"
                        + " --device cpu --precision float32 --teacher-steps 6 --learning-rate 0.002 --ema 0.25";
        String longer = line.replace("--train-steps 1", "--train-steps 2");
        List<OptionRow> rows = new ArrayList<>(together(
                option("--steps 3").in(line).shows(jsonSize("config.json", MODEL + "/times"), 2, 3),
                option("--teacher-steps 5").in(line).shows(config(MODEL + "/taught/steps"), 6, 5),
                option("--guidance 2.5").in(line).shows(config(MODEL + "/taught/guidance"), 1.0, 2.5),
                option("--trajectories 6").in(line).shows(config("/data/syntheticImages"), 4, 6),
                option("--batch 3").in(line).shows(config("/training/batch"), 2, 3),
                option("--learning-rate 0.003")
                        .in(line)
                        .shows(config("/training/optimisation/adam/learningRate"), 0.002, 0.003),
                option("--ema 0.5").in(line).shows(config("/training/optimisation/emaDecay"), 0.25, 0.5),
                option("--seed 5").in(line).shows(config("/training/seed"), 0, 5)));
        rows.addAll(together(
                option("--train-steps 2").in(line).shows(lines("metrics.jsonl"), 1, 2),
                option("--threads 2").in(line).shows(json("environment.json", "/threads"), 1, 2),
                option("--checkpoint last")
                        .in(line)
                        .shows(printed("(ddpm, step \\d)"), "ddpm, step 2", "ddpm, step 3")));
        rows.addAll(together(
                option("--checkpoint-every 1").in(longer).shows(files("checkpoints"), "00000002", "00000001 00000002"),
                option("--preview-every 2").in(longer).shows(files("previews"), "", "step-00000002.png")));
        rows.add(option("--out {out}-b").in(line).shows(beside(), "out", "out-b"));
        return rows;
    }

    private static Sight config(String pointer) {
        return json("config.json", pointer);
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("run", path -> {
            String often = OptionData.TINY.replace("--steps 1", "--steps 3 --checkpoint-every 1");
            effigy((Object[]) ("train ddpm --data " + place("ct.json") + " --out " + path + often).split(" "));
            RunMemory.write(path, Optional.of(RunMemory.of(3, "made up")));
        });
        return places;
    }
}
