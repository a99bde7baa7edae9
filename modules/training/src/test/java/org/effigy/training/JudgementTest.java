package org.effigy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Json;
import org.effigy.networks.families.Vae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgementTest {
    @TempDir
    private Path folder;

    private static JsonNode recipe(String kind) {
        return Json.tree("{\"range\": {\"kind\": \"" + kind + "\", \"low\": -1000, \"high\": 400}}", "recipe");
    }

    @Test
    void anErrorOfCtIsToldInHounsfieldUnitsToo() {
        Map<String, Double> figures = Map.of("absoluteError", 0.01, "ssim", 0.9);
        // Values from -1 to 1 stand for 1,400 units.
        assertEquals(
                Map.of("absoluteError", 0.01, "absoluteErrorHounsfield", 7.0, "ssim", 0.9),
                Judgement.inHounsfield(figures, recipe("hounsfield")));
        assertEquals(figures, Judgement.inHounsfield(figures, recipe("percentile")));
        assertEquals(Map.of("auc", 1.0), Judgement.inHounsfield(Map.of("auc", 1.0), recipe("hounsfield")));
    }

    @Test
    void eachCheckpointHasALineAndACollapseIsToldToLogAndListener() throws IOException {
        // Weights of the divergence that leave no unit anything to tell.
        Vae.Config model = new Vae.Config(ToyRuns.SIZE, 2, Vae.Latent.VECTOR, 4, 4, 4, 2, 1, 2, 10, 100, 0, 0, 0);
        TrainingConfig config = ToyRuns.ddpm().withModel(model).withSteps(200).withCadence(new Cadence(100, 0, 3));
        List<String> warnings = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void warned(long step, String warning) {
                warnings.add(step + " " + warning);
            }
        };
        TrainingJob job = ToyRuns.job(folder.resolve("run"), config)
                .withHeldOut(Optional.of(ToyRuns.images(4).all()));
        Trainer.train(job, listener, ToyRuns.QUIET, () -> false);
        List<String> lines = Files.readAllLines(folder.resolve("run/judgements.jsonl"));
        assertEquals(2, lines.size());
        assertEquals(200, Json.parse(lines.get(1), Judgement.class, "line").step());
        assertTrue(warnings.toString().contains("200 the posterior has collapsed"), warnings.toString());
        assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("the posterior has collapsed"));
    }
}
