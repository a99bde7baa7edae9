package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.printed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table's rows for {@code --device} and {@code --precision} of every command that computes, on a machine whose card is too
 * old to be used; and those for {@code effigy demo}, which hands both on.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class DeviceOptionRowsTest extends OptionTable {
    private static final String SAMPLE = "sample {run-ddpm} --no-gate -n 1 --steps 2 --out {out}";
    private static final String EDIT = "edit {run-ddpm} --from {slice.dcm} --no-gate -n 1 --steps 2 --out {out}";
    private static final String REPLAY = "replay {samples} --model {run-ddpm}";
    private static final String DEMO = "demo --out {demo}";

    @TempDir
    private Path tools;

    private DummySmi smi;

    @BeforeEach
    void putAnOldCardIn() throws IOException {
        smi = new DummySmi(tools, DummySmi.OLD_CARD);
    }

    @AfterEach
    void takeTheCardOut() {
        smi.close();
    }

    @Override
    List<OptionRow> rows() {
        List<OptionRow> rows = new ArrayList<>();
        for (String family : OptionData.families()) {
            String line = "train " + family + " --data {ct.json} --out {out}" + OptionData.TINY
                    + OptionData.firstStage(family);
            rows.addAll(computing(line.replace(" --device cpu --precision float32", "")));
        }
        rows.addAll(
                computing("distill {run-ddpm} --out {out} --trajectories 2 --train-steps 1 --batch 2 --teacher-steps 2"
                        + " --preview-every 0 --threads 1"));
        rows.addAll(computing(SAMPLE));
        rows.addAll(computing(EDIT));
        rows.addAll(computing(REPLAY));
        rows.addAll(demo());
        return rows;
    }

    private static List<OptionRow> computing(String line) {
        Sight card = printed("effigy: device: (CPU: Quadro K4000)");
        Sight refused = printed("(--device cuda: Quadro K4000)");
        return List.of(
                option("--device cpu").in(line).shows(card, "CPU: Quadro K4000", ""),
                option("--device cuda").in(line).shows(refused, "", "--device cuda: Quadro K4000"),
                option("--precision bfloat16")
                        .in(line + " --device cpu --precision float32")
                        .shows(DeviceOptionRowsTest::precision, "float32", "bfloat16"));
    }

    /**
     * Looks at how the run rounds: what is said or recorded, or, of a machine that cannot round so, what is refused. Samples in
     * float32 cannot be made again in bfloat16.
     */
    private static String precision(OptionRun run) throws IOException {
        if (run.result().exitCode() != 0) {
            return run.printed().matches("(?s).*(bfloat16|1 differ).*") ? "bfloat16" : run.printed();
        }
        for (String record : List.of("manifest.json", "edits.json", "environment.json")) {
            Path file = run.out().resolve(record);
            if (Files.exists(file)) {
                return Files.readString(file).contains("\"precision\" : \"bfloat16\"") ? "bfloat16" : "float32";
            }
        }
        return run.printed().contains("1 images are the same") ? "float32" : run.printed();
    }

    /** The demo stops at a broken index before it trains; the commands it shows tell what it would do. */
    private static List<OptionRow> demo() {
        return List.of(
                option("--out {quick}").in(DEMO).shows(printed("--out \\S*/(demo|quick)/run"), "demo", ""),
                option("--quick")
                        .in(DEMO)
                        .shows(printed("--preset tiny --size (\\d+ --steps \\d+)"), "64 --steps 800", ""),
                option("--quick")
                        .in("demo --out {quick}")
                        .shows(printed("--preset tiny --size (\\d+ --steps \\d+)"), "", "32 --steps 20"),
                option("--device cpu").in(DEMO).shows(printed("train ddpm .* (--device \\w+)"), "", "--device cpu"),
                option("--precision bfloat16")
                        .in(DEMO)
                        .shows(printed("train ddpm .* (--precision \\w+)"), "", "--precision bfloat16"));
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("first", path -> OptionData.train("vae", place("ct.json"), path, "--latent spatial"));
        places.put("run-ddpm", path -> OptionData.trainFar(place("ct.json"), path));
        places.put(
                "samples",
                path -> effigy((Object[])
                        (SAMPLE.replace("{run-ddpm}", place("run-ddpm").toString())
                                                .replace("{out}", path.toString())
                                        + " --device cpu --precision float32")
                                .split(" ")));
        return places;
    }

    @Override
    Map<String, Maker> freshPlaces() {
        return Map.of("demo", path -> begin(path, false), "quick", path -> begin(path, true));
    }

    /** Begins a demo: its data are simulated and indexed already, but the index is broken. */
    private static void begin(Path demo, boolean quick) throws IOException {
        DemoFolder.chosen(demo, DemoPlan.of(quick));
        Files.createDirectories(demo.resolve("phantoms"));
        Files.writeString(demo.resolve("phantoms/labels.csv"), "");
        Files.writeString(demo.resolve("index.json"), "broken");
    }
}
