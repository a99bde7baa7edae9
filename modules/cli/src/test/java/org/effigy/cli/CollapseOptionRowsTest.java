package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.files;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;
import static org.effigy.cli.Sight.printed;
import static org.effigy.cli.Sight.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table's rows for {@code effigy collapse}: which generations there are, and what they learnt. */
final class CollapseOptionRowsTest extends OptionTable {
    private static final String LINE = "collapse --data {ct.json} --out {out} --generations 2 --regimes mix --size 32"
            + " --family ddpm --steps 1 --batch 2 --images 16 --threads 1 --device cpu --precision float32";
    private static final String RESULT = "collapse.json";

    @Override
    List<OptionRow> rows() {
        Sight threads = json("first/run/environment.json", "/threads");
        return List.of(
                option("--data {other.json}").in(LINE).changes(json(RESULT, "/plan/fingerprint")),
                option("--out {out}-b").in(LINE).shows(beside(), "out", "out-b"),
                option("--generations 3").in(LINE).shows(jsonSize(RESULT, "/regimes/0/generations"), 2, 3),
                option("--regimes replace,accumulate")
                        .in(LINE)
                        .shows(json(RESULT, "/regimes/0/generations/1/realShare"), 0.5, 0.0),
                option("--family classifier")
                        .in(LINE)
                        .shows(refusal("makes no images"), "exit 0", "exit 2 makes no images"),
                option("--preset small")
                        .in(LINE)
                        .shows(json("first/run/config.json", "/training/preset"), "tiny", "small"),
                option("--size 64").in(LINE).shows(json("first/run/config.json", "/training/model/size"), 32, 64),
                option("--steps 2").in(LINE).shows(files("first/run/checkpoints"), "00000001", "00000002"),
                option("--batch 4").in(LINE).shows(json("first/run/config.json", "/training/batch"), 2, 4),
                option("--images 18").in(LINE).shows(json(RESULT, "/regimes/0/generations/0/images"), 16, 18),
                option("--seed 4").in(LINE).changes(json(RESULT, "/regimes/0/generations/1/frechet")),
                option("--threads 2").in(LINE).shows(threads, 1, 2),
                option("--device cuda").in(LINE).shows(printed("(--device cuda): "), "", "--device cuda"),
                option("--precision bfloat16")
                        .in(LINE)
                        .shows(CollapseOptionRowsTest::precision, "float32", "bfloat16"));
    }

    /** Looks at how the run rounds, or, of a machine that cannot round so, what is refused. */
    private static String precision(OptionRun run) throws IOException {
        boolean done = run.result().exitCode() == 0;
        String text = done ? Files.readString(run.out().resolve("first/run/environment.json")) : run.printed();
        return text.contains("bfloat16") ? "bfloat16" : "float32";
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = new TreeMap<>();
        for (String name : List.of("ct", "other")) {
            places.put(
                    name,
                    path -> effigy("phantom", path, "--kind", "ct", "-n", 24, "--size", 64, "--seed", name.length()));
            places.put(
                    name + ".json",
                    path -> effigy(
                            "index", place(name), "--out", path, "--allow-synthetic", "--shares", "0.75,0,0.25"));
        }
        return places;
    }
}
