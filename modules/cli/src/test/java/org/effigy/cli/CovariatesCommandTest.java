package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.effigy.base.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Covariates from a table to the headers of samples, and from these to another model. */
@Tag("slow")
class CovariatesCommandTest {
    private static final String TINY =
            " --preset tiny --size 32 --batch 2 --steps 2 --preview-every 0 --threads 1 --device cpu --precision float32"
                    + " --allow-synthetic";

    @TempDir
    private static Path folder;

    private static Path run;

    private static CommandRun effigy(String line) {
        return CommandRun.of((Object[]) line.split(" "));
    }

    @BeforeAll
    static void make() throws IOException {
        Path data = folder.resolve("data");
        effigy("phantom " + data + " --kind cr -n 12 --size 64").succeeded();
        StringBuilder table = new StringBuilder("file,age,sex\n");
        for (int i = 0; i < 12; i++) {
            String age = i == 3 ? "" : i == 4 ? "060Y" : String.valueOf(30 + 4 * i);
            table.append(String.format(Locale.ROOT, "cr-%06d.dcm,%s,%s\n", i, age, i % 2 == 0 ? "F" : "male"));
        }
        Files.writeString(folder.resolve("table.csv"), table);
        Path index = folder.resolve("index.json");
        effigy("index " + data + " --out " + index + " --allow-synthetic --shares 1,0,0")
                .succeeded();
        run = folder.resolve("run");
        String out = effigy("train ddpm --data " + index + " --out " + run + TINY
                        + " --covariates age,sex --covariate-table " + folder.resolve("table.csv"))
                .succeeded()
                .out();
        assertTrue(out.contains("Covariates: age (30 to 74) of 11 of 12 images; sex (F, M) of 12 of 12 images"), out);
        assertTrue(out.contains("a covariate is known for few: age for 11, sex for 12"), out);
    }

    private static CommandRun sample(String more) {
        return effigy("sample " + run + " --no-gate --steps 2 --allow-text --device cpu --precision float32 " + more);
    }

    @Test
    void samplesHaveWhatIsAskedForAndAnotherModelLearnsItFromTheirHeaders() throws IOException {
        Path made = folder.resolve("made");
        sample("-n 8 --covariate age=40..70 --covariate sex=F --out " + made).succeeded();
        JsonNode manifest = Json.tree(Files.readString(made.resolve("manifest.json")), "manifest");
        assertEquals(2, manifest.path("covariates").size());
        assertEquals("sex=F", manifest.at("/images/0/covariates/1").asText());
        String replayed = effigy("replay " + made + " --model " + run + " --device cpu")
                .succeeded()
                .out();
        assertTrue(replayed.contains("8 images are the same"), replayed);
        Path index = folder.resolve("made.json");
        effigy("index " + made + " --out " + index + " --allow-synthetic --shares 1,0,0")
                .succeeded();
        String flow = "train flow --real-share 0 --data " + index + " --out " + folder.resolve("flow") + TINY;
        String refused = effigy(flow + " --covariates age,sex").failure();
        assertTrue(refused.contains("covariate sex: it is the same for all training images"), refused);
        String out = effigy(flow + " --covariates age").succeeded().out();
        assertTrue(out.contains("of 8 of 8 images"), out);
    }

    @Test
    void whatIsNotKnownIsRefusedInALine() {
        String far = sample("--covariate age=200 --out " + folder.resolve("no")).failure();
        assertTrue(far.contains("age is 200, the model has seen 30 to 74"), far);
        Path index = folder.resolve("index.json");
        String train = "train ddpm --data " + index + " --out " + folder.resolve("no") + TINY + " --covariates ";
        assertTrue(effigy(train + "weight").failure().contains("none of age, sex, view, position"));
        assertTrue(effigy(train + "age").failure().contains("known for 0 of 12 training images"));
        assertTrue(effigy(train + "age --dp 8,0.01").failure().contains("without noise"));
        assertTrue(effigy("distill " + run + " --out " + folder.resolve("no") + " --device cpu")
                .failure()
                .contains("conditioned on covariates"));
    }

    @Test
    void otherCommandsGoOnWithoutThem() {
        sample("-n 2 --class NORMAL --interpolate 1,2 --covariate age=50 --format png --out "
                        + folder.resolve("between"))
                .succeeded();
        for (String form : new String[] {"pytorch", "onnx"}) {
            effigy("export " + run + " --to " + form + " " + folder.resolve(form))
                    .succeeded();
        }
        effigy("train ddpm --data " + folder.resolve("index.json") + " --out " + folder.resolve("later") + TINY
                        + " --init-from " + run)
                .succeeded();
    }
}
