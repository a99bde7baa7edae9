package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.networks.checkpoint.RunMemory;

/** The table's rows for the options by which {@code effigy evaluate} asks a model about its training images. */
final class MembershipOptionRowsTest extends OptionTable {
    private static final String LINE = "evaluate {samples} --data {ct-split.json} --spaces random --bootstrap 20"
            + " --allow-synthetic --threads 1 --out {out}";
    private static final String ASKED = LINE + " --model {run}";

    @Override
    List<OptionRow> rows() {
        return List.of(
                option("--model {run}")
                        .in(LINE)
                        .shows(run -> String.valueOf(files("").look(run).contains("membership.json")), "false", "true"),
                option("--checkpoint last").in(ASKED).shows(json("membership.json", "/step"), 1, 2),
                option("--model-images 1").in(ASKED).shows(jsonSize("membership.json", "/images"), 6, 2));
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put(
                "ct-split.json",
                path -> effigy("index", place("ct"), "--out", path, "--allow-synthetic", "--shares", "0.5,0,0.5"));
        places.put("run", path -> {
            String often = OptionData.TINY.replace("--steps 1", "--steps 2 --checkpoint-every 1");
            effigy((Object[]) ("train ddpm --data " + place("ct-split.json") + " --out " + path + often).split(" "));
            RunMemory.write(path, Optional.of(RunMemory.of(2, "made up")));
        });
        places.put(
                "samples",
                path -> effigy(
                        (Object[]) ("sample " + place("run") + " -n 3 --steps 2 --device cpu --no-gate --out " + path)
                                .split(" ")));
        return places;
    }
}
