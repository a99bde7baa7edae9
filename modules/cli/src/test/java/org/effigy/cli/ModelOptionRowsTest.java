package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.printed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.networks.checkpoint.RunMemory;

/** The table's rows for {@code effigy models} and {@code effigy export}. */
final class ModelOptionRowsTest extends OptionTable {
    @Override
    List<OptionRow> rows() {
        String line = "export {run} {out} --to model";
        return List.of(
                option("--json").in("models").shows(printed("(effigy-models)"), "", "effigy-models"),
                option("--to pytorch")
                        .in(line)
                        .shows(
                                files(""),
                                "CARD.md checksums.json config.json gate.json weights.safetensors",
                                "config.json model.py weights.safetensors"),
                option("--checkpoint last").in(line).shows(json("config.json", "/step"), 2, 3),
                option("--data-licence CC0")
                        .in(line)
                        .shows(run -> ModelCard.read(run.out()).dataLicence(), ModelCard.NOT_STATED, "CC0"),
                option("--no-gate-record")
                        .in(line)
                        .shows(
                                files(""),
                                "CARD.md checksums.json config.json gate.json weights.safetensors",
                                "CARD.md checksums.json config.json weights.safetensors"));
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
